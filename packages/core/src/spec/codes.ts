/** A code of the spec's own grammar. */
export type SpecCode =
  | 'SPEC-SYNTAX'
  | 'SPEC-JSON'
  | 'SPEC-LIMIT'
  | 'SPEC-TYPE'
  | 'SPEC-MISSING'
  | 'SPEC-PROPERTY'
  | 'SPEC-CHOICE'
  | 'SPEC-VALUE'
  | 'SPEC-RANGE'
  | 'SPEC-NAME'
  | 'SPEC-TEXT'
  | 'SPEC-GUID'
  | 'SPEC-ID'
  | 'SPEC-URL'
  | 'SPEC-REGION'
  | 'SPEC-VERSION'
  | 'SPEC-IMAGE'
  | 'SPEC-TIME'
  | 'SPEC-NETWORK'
  | 'SPEC-TAG'
  | 'SPEC-CONFLICT'
  | 'SPEC-DUPLICATE';

/** What the spec's own grammar can find, each with its meaning. What the documents say has `CMK-` codes instead. */
export const specCodes: Readonly<Record<SpecCode, string>> = Object.freeze({
  'SPEC-SYNTAX': 'The text is not JSON or YAML.',
  'SPEC-JSON': 'A value is not plain JSON: a function, a cycle, a date object, not a number.',
  'SPEC-LIMIT': 'The input is larger or nested deeper than any spec needs to be.',
  'SPEC-TYPE': 'A value is of another JSON type than the member takes.',
  'SPEC-MISSING': 'A member that is needed is not there.',
  'SPEC-PROPERTY': 'A member that no spec has.',
  'SPEC-CHOICE': 'None, or more than one, of the members that exclude each other is given.',
  'SPEC-VALUE': 'A value is not one of those that are listed for the member.',
  'SPEC-RANGE': 'A number, or the number of items, is out of its bounds.',
  'SPEC-NAME': 'A name breaks the naming rules of its resource type.',
  'SPEC-TEXT': 'A text has characters or a length that Azure does not take.',
  'SPEC-GUID': 'A value that must be a GUID is none.',
  'SPEC-ID': 'A value is not the id of a resource of the type that belongs here.',
  'SPEC-URL': 'A key identifier or vault URL is malformed.',
  'SPEC-REGION': 'No region of the cloud has this name.',
  'SPEC-VERSION': 'A version is not written as versions of this kind are.',
  'SPEC-IMAGE': 'A container image is not written as a reference to one.',
  'SPEC-TIME': 'An instant or a duration is not written in ISO 8601, or is out of its bounds.',
  'SPEC-NETWORK': 'An address or address range is malformed or not usable in a firewall.',
  'SPEC-TAG': 'A tag breaks the rules for tags.',
  'SPEC-CONFLICT': 'Two members contradict each other.',
  'SPEC-DUPLICATE': 'Something that must be unique is there twice.',
});
