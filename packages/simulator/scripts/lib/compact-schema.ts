/** The structure of request bodies as it is kept: JSON Schema with five words of its own. */

/** A schema. What JSON Schema has keeps its name there; `words`, `listed`, `readOnly`, `isOpen` and `variants` are ours. */
export interface CompactSchema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, CompactSchema>>;
  readonly required?: readonly string[];
  /** Schema of every property that is not listed. */
  readonly additionalProperties?: CompactSchema;
  readonly items?: CompactSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** A closed list, compared without case. */
  readonly words?: readonly string[];
  /** An open list: another word is taken, and told. */
  readonly listed?: readonly string[];
  /** Properties that Azure ignores in a request; they are not among `properties`. */
  readonly readOnly?: readonly string[];
  /** Takes properties that are not listed. */
  readonly isOpen?: true;
  /** Which schema holds instead, by the value of a property. */
  readonly variants?: { readonly by: string; readonly of: Readonly<Record<string, string>> };
}

/** The bodies of one namespace. */
export interface NamespaceSchemas {
  readonly namespace: string;
  /** By `PUT microsoft.keyvault/vaults`, then by api-version: name of a definition. */
  readonly bodies: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly definitions: Readonly<Record<string, CompactSchema>>;
}
