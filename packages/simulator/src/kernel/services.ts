import type { Access } from './access.ts';
import type { TokenVerifier } from './caller.ts';
import type { VirtualClock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Policies } from './policy/policies.ts';
import type {
  DataKeyPort,
  DownloadPort,
  KeyPort,
  KeyRecordPort,
  RequestPort,
  RulePort,
  SchemaPort,
  SecretPort,
  SecretRecordPort,
} from './ports.ts';
import type { TypeTable } from './path.ts';
import type { Quota } from './quota.ts';
import type { ResourceStore } from './resource.ts';
import type { Settings } from './settings.ts';
import type { World } from './world.ts';

/** Everything a host of the simulator may use; one object per simulator. */
export interface Services {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly directory: Directory;
  readonly access: Access;
  readonly store: ResourceStore;
  readonly quota: Quota;
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly tokens: TokenVerifier;
  readonly policies: Policies;
  readonly keys: KeyPort & DataKeyPort;
  readonly keyRecords: KeyRecordPort;
  readonly secrets: SecretPort;
  readonly secretRecords: SecretRecordPort;
  readonly rules: RulePort;
  readonly schemas: SchemaPort;
  readonly requests: RequestPort;
  readonly downloads: DownloadPort;
  /** Of a text, under a key. */
  readonly hmacSha256: (key: Uint8Array, text: string) => Uint8Array;
  /** The resource types that are served. */
  readonly types: TypeTable;
}
