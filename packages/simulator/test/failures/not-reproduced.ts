/**
 * The failures of the catalogue that no test reproduces, and why. What the simulator does instead stands with them.
 */
import type { KnownDifference } from '../../scripts/known-differences.ts';

export const notReproduced: readonly KnownDifference[] = [
  {
    id: 'F11',
    what: 'The refusal to switch purge protection off is that of the service (F04), not that of Terraform.',
    why: 'The reported words are those of a provider of Terraform, which speaks before a request is sent.',
  },
  {
    id: 'F61',
    what: 'A look for a workspace that ends in 403 or breaks is answered as Azure does, and the client is free to go on.',
    why: 'It is the mistake of one client, which takes every failure for "not there".',
  },
  {
    id: 'F63',
    what: 'Nothing lists vaults for a choice.',
    why: 'It is about a page of the portal.',
  },
  {
    id: 'F65',
    what: 'The account answers 501 to readers and writers; what a workspace writes there is refused as what it reads (F64).',
    why: 'It is an answer of the data plane of Azure Cosmos DB, which is not simulated.',
  },
  {
    id: 'F94',
    what: 'Container groups are made through Resource Manager alone.',
    why: 'It is about what version 2 of an SDK and a command line leave out.',
  },
  {
    id: 'F98',
    what: 'A workspace that is made anew under its name meets its softly deleted self (F46).',
    why: 'It is the order of a provider of Terraform that leads there.',
  },
];
