import { defineStep, found as same, type StepUnit } from '../step-unit.ts';
import { onlyRead } from './only-read.ts';

/** Renders the StorageClass under which new persistent volumes of a cluster come under the key. Sends nothing. */
export const renderStorageClass: StepUnit<'storageClass.render', { readonly manifest: string }> =
  defineStep({
    kind: 'storageClass.render',
    read: ({ name, diskEncryptionSetId }) =>
      Promise.resolve({
        manifest: [
          'apiVersion: storage.k8s.io/v1',
          'kind: StorageClass',
          'metadata:',
          `  name: ${name}`,
          'provisioner: disk.csi.azure.com',
          'parameters:',
          '  skuName: StandardSSD_LRS',
          '  kind: managed',
          `  diskEncryptionSetID: ${diskEncryptionSetId}`,
          'reclaimPolicy: Delete',
          'allowVolumeExpansion: true',
          'volumeBindingMode: WaitForFirstConsumer',
          '',
        ].join('\n'),
      }),
    compare: () => same,
    write: onlyRead,
    outputs: (_, { manifest }) => ({ manifest }),
  });
