/** A workstation of one person. It runs nothing: starting and stopping change its state alone. */
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { ComputeKind } from './compute-model.ts';
import { DEFAULT_VM_SIZE } from './vm-sizes.ts';

/** Members that only the service sets. */
const READ_ONLY = [
  'connectivityEndpoints',
  'applications',
  'createdBy',
  'errors',
  'state',
  'lastOperation',
  'containers',
  'dataDisks',
  'dataMounts',
  'versions',
];

const NOT_YET: JsonObject = Object.freeze({
  subnet: null,
  sshSettings: null,
  autologgerSettings: null,
  errors: null,
  connectivityEndpoints: null,
  applications: null,
  state: null,
  lastOperation: null,
  applicationSharingPolicy: null,
  personalComputeInstanceSettings: null,
  setupScripts: null,
  dataMounts: null,
  dataDisks: null,
  containers: null,
  updateStatus: null,
  versions: null,
  customServices: null,
  osImageMetadata: null,
});

/** The addresses of an instance come from the block that is reserved for documents. */
const ADDRESS = '203.0.113.7';
/** The version of the runtime and image that the recorded instance had. */
const RUNTIME = '3.0.02069.0001';
const IMAGE = '22.08.19';

export const computeInstance: ComputeKind = {
  read: (given) => {
    const vmSize = stringAt(given, 'vmSize') ?? DEFAULT_VM_SIZE;
    const kept = Object.entries(given).filter(([name]) => !READ_ONLY.includes(name));
    return {
      applicationSharingPolicy: 'Shared',
      computeInstanceAuthorizationType: 'personal',
      ...Object.fromEntries(kept),
      vmSize: vmSize.toUpperCase(),
    };
  },
  whileMade: ({ context, given }) => ({
    ...NOT_YET,
    vmSize: given['vmSize'],
    computeInstanceAuthorizationType: given['computeInstanceAuthorizationType'],
    createdBy: { userOrgId: context.caller.tenantId, userId: context.caller.objectId },
  }),
  whenMade: ({ context, name, location, given }) => {
    const host = `https://${name.toLowerCase()}.${location}.instances.azureml.ms`;
    const { adminPublicKey: _key, ...ssh } = objectAt(given, 'sshSettings');
    return {
      ...NOT_YET,
      ...given,
      sshSettings: {
        sshPublicAccess: 'Disabled',
        ...ssh,
        adminUserName: 'azureuser',
        sshPort: 4000,
        adminPublicKey: null,
      },
      errors: [],
      connectivityEndpoints: { publicIpAddress: ADDRESS, privateIpAddress: ADDRESS },
      applications: [
        { displayName: 'Jupyter', endpointUri: `${host}/tree/` },
        { displayName: 'Jupyter Lab', endpointUri: `${host}/lab` },
      ],
      state: 'Running',
      lastOperation: lastOperation('Create', context.iso),
      createdBy: { userOrgId: context.caller.tenantId, userId: context.caller.objectId },
      schedules: { computeStartStop: [] },
      ...(given['schedules'] === undefined ? {} : { schedules: given['schedules'] }),
      versions: { runtime: RUNTIME },
      customServices: [],
      osImageMetadata: {
        currentImageVersion: IMAGE,
        latestImageVersion: IMAGE,
        isLatestOsImageVersion: true,
      },
    };
  },
  isAttached: false,
  createMs: 155_000,
};

/** What an instance tells of what was last done to it. */
export function lastOperation(
  operationName: 'Create' | 'Start' | 'Stop' | 'Restart',
  operationTime: string,
  operationStatus: 'InProgress' | 'Succeeded' = 'Succeeded',
): JsonObject {
  return { operationName, operationTime, operationStatus, operationTrigger: 'User' };
}
