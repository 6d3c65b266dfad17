import type { CloudName } from '../azure/clouds.ts';
import type {
  AssessmentResult,
  Edition,
  KeyConsumer,
  KeyPermission,
  Level,
  Place,
} from '../rules/index.ts';

/**
 * Whose key data is under. `customer`: a key in your vault. `microsoft`: a key of Microsoft's that could be yours.
 * `platform`: a key of the platform's that can never be yours. `none`: not encrypted, or nothing kept. `unknown`: it could not be read, or the
 * documents disagree.
 */
export type Under = 'customer' | 'microsoft' | 'platform' | 'none' | 'unknown';

/** One fact as Azure gave it. */
export interface Evidence {
  /** `GET {id}?api-version={version}`, or the call of a vault. */
  readonly request: string;
  /** Path of the property in the answer. */
  readonly property: string;
  /** Its value, printable; `absent` when the answer had none, `empty` when it was a text of no characters. */
  readonly value: string;
}

/** One store, disk or resource that holds data at rest. */
export interface PostureItem {
  /** Which of the documents' stores, disks and channels it is. */
  readonly place: Place;
  /** What it is, for a person: `Azure Cosmos DB: job history, compute and asset metadata`. */
  readonly what: string;
  /** ARM id; for what has none, the id of what it belongs to. */
  readonly where: string;
  readonly under: Under;
  /** The key's identifier, with the version when Azure shows one. */
  readonly keyIdentifier?: string;
  readonly keyVersion?: string;
  /** ISO 8601 instant at which it took that version. Absent: Azure does not show it. */
  readonly keyTakenAt?: string;
  /** What proves it; empty only for what Azure shows no property of, and then `note` says so. */
  readonly evidence: readonly Evidence[];
  /** The documented rules that it is about. */
  readonly ruleIds: readonly string[];
  readonly note?: string;
}

/** Who uses a key, and what the principal may do with it, read back from the vault. */
export interface KeyUse {
  readonly consumer: KeyConsumer;
  /** What it serves: `workspace`, or the name of a container group, disk encryption set or store. */
  readonly target: string;
  /** The key's identifier. */
  readonly keyIdentifier: string;
  /** Object id; absent when it could not be found out. */
  readonly principalId?: string;
  readonly required: readonly KeyPermission[];
  /** Effective permissions; absent when they could not be read. */
  readonly granted?: readonly KeyPermission[];
  /** Whether everything required is granted; `unknown` when it could not be read. */
  readonly verdict: 'sufficient' | 'insufficient' | 'unknown';
  readonly evidence: readonly Evidence[];
  readonly note?: string;
}

/** What one documented rule says about the chain as it is. */
export interface RuleVerdict {
  readonly ruleId: string;
  readonly name: string;
  readonly level: Level;
  readonly result: AssessmentResult;
  readonly violations: readonly {
    readonly path: string;
    readonly expected: string;
    readonly received: string;
  }[];
  readonly fix: string;
  /** Checks of other tools that look at the same thing, or at a part of it. */
  readonly controls: readonly Control[];
}

/** A check of another tool or of Azure Policy. */
export interface Control {
  readonly tool: 'azurePolicy' | 'psRule' | 'checkov' | 'trivy';
  /** `ba769a63-b8cc-4b2d-abf6-ac33c7204be8`, `AZR-000407`, `CKV_AZURE_110`, `AZU-0016`. */
  readonly id: string;
}

/** What could not be read, and why. */
export interface Unread {
  readonly request: string;
  readonly reason: string;
}

/** What is encrypted under which key, with what proves it: plain data. */
export interface Posture {
  readonly kind: 'posture';
  /** ISO 8601 instant it was read at. */
  readonly asOf: string;
  readonly edition: Edition;
  /** The edition as reports name it: `current@2026-08`. */
  readonly editionStamp: string;
  readonly cloud: CloudName;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly workspaceId: string;
  /** Absent: the workspace is under Microsoft-managed keys. */
  readonly architecture?: 'managedResourceGroup' | 'serviceSide';
  /** The workspace's key as it is given, when it has one. */
  readonly keyIdentifier?: string;
  readonly items: readonly PostureItem[];
  readonly keyUse: readonly KeyUse[];
  readonly rules: readonly RuleVerdict[];
  readonly unread: readonly Unread[];
}
