/** Bodies of resources as they are kept under customers' keys: what the store of resources asks of who encrypts them. */
import type { JsonObject } from './json.ts';
import type { StoredResource } from './resource.ts';

/** The body of a resource, encrypted. */
export interface Sealed extends JsonObject {
  /** Lower-case ARM id of the store whose data key encrypts it. */
  readonly store: string;
  /** Which of its data keys: `1` is the first. */
  readonly dataKey: string;
  /** AES-256-GCM, base64url: nonce, tag, text. */
  readonly text: string;
}

/** Encrypts what is stored where a customer's key is to encrypt it, and leaves the rest as it is. */
export interface Sealing {
  /** The form in which it is stored. */
  seal(resource: StoredResource): StoredResource;
  /** What was sealed; throws the `Refusal` of what cannot be decrypted now. */
  open(stored: StoredResource): StoredResource;
  canOpen(stored: StoredResource): boolean;
  /** Takes note of what was stored as {@link seal} has it: the first of its kind gets an index. */
  noted(stored: StoredResource): void;
  /** Throws the `Refusal` of what cannot be encrypted now. */
  enforce(resource: StoredResource): void;
}
