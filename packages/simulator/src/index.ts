export type { DeviceCode } from './entra/device-codes.ts';
export type {
  SimulatorDataKey,
  SimulatorEncryptedObject,
  SimulatorEncryptedStore,
  SimulatorEncryption,
} from './inspect/encryption.ts';
export type { ResourceQuery, SimulatorResources } from './inspect/resources.ts';
export type { Span } from './kernel/clock.ts';
export type { Principal, Subscription, Tenant } from './kernel/directory.ts';
export type { FaultAnswer, FaultSpec, OperationFault } from './kernel/fault-spec.ts';
export type { Fault } from './kernel/faults.ts';
export type { Decision, LedgerEntry } from './kernel/ledger.ts';
export type { PolicyMark } from './kernel/policy/policies.ts';
export type { Latency } from './kernel/resource-type.ts';
export type { StoredResource } from './kernel/resource.ts';
export type { RetryAfter, Settings } from './kernel/settings.ts';
export type { Snapshot } from './kernel/world.ts';
export type { SimulatorOptions } from './options.ts';
export { createSimulator } from './simulator.ts';
export type {
  SimulatedAzure,
  Simulator,
  SimulatorClock,
  SimulatorDeviceCodes,
  SimulatorFaults,
  SimulatorQuota,
  SimulatorSubscriptionState,
} from './simulator-types.ts';
export type { ClientKind, SimulatorClientOptions } from './transports/client-options.ts';
export type { SimulatorFetch } from './transports/fetch.ts';
export type {
  SimulatorStorageOptions,
  StorageHeaders,
  StorageHttpClient,
  StorageRequest,
  StorageResponse,
} from './transports/storage-client.ts';
export type {
  FederatedCredentialSpec,
  MachineSpec,
  ManagementGroupSpec,
  OidcIssuerSpec,
  PrincipalSpec,
  ResourceSpec,
  RoleSpec,
  SubscriptionSpec,
  TenantSpec,
  WorldSpec,
} from './world-spec.ts';
