import type { KnownDifference } from './known-differences.ts';

/** Of deployments of templates. */
export const deploymentDifferences: readonly KnownDifference[] = [
  {
    id: 'ARM-079, scopes',
    what: 'Deployments at the tenant and at management groups, deployment stacks, extensions and imports of templates answer 501 by name.',
    why: 'No chain needs any of them.',
  },
  {
    id: 'ARM-079, links',
    what: 'A link to a template or to parameters is followed to the blobs of a simulated storage account, which a container open to the public or a signature opens; to any other host it answers 501 by name. A queryString is shown by no answer. Refusals of template specs are in words of our own, built-in specs are not there.',
    why: 'The simulator contacts nobody. That the address of a link is shown with the signature in it is documented, of a queryString nothing is.',
  },
  {
    id: 'ARM-079, onErrorDeployment',
    what: 'What a failed deployment goes back to is deployed anew under its own name, with its template and its parameters, and the failed one is told as failed after that. One with a secure parameter that is no reference to a vault answers 501 by name. Refusals are in words of our own.',
    why: 'That it runs as it did before, whole, is documented, and not under which name. A secret is kept nowhere beyond its deployment.',
  },
  {
    id: 'ARM-079, types',
    what: 'A template that names a type that is not served is refused with 501 when it is sent or validated, also where its other resources could be deployed.',
    why: 'A deployment of which a part cannot be made is better refused before than half made.',
  },
  {
    id: 'ARM-079, functions',
    what: 'The functions cidrSubnet, cidrHost, parseCidr, pickZones, providers, references, managementGroup and deployer answer 501 by name.',
    why: 'No template of the documents here uses them.',
  },
  {
    id: 'ARM-079, positions',
    what: 'Line and column in InvalidTemplate are those of the template written without blanks on one line; of a list of resources, those of the list.',
    why: 'Azure counts in the text of the request, which clients of SDKs send so.',
  },
  {
    id: 'ARM-079, preflight',
    what: 'Before anything is deployed, roles, policies and types are checked, not what services say of a body; nested templates are checked when they begin.',
    why: 'Which services take part in preflight, and with which checks, is not documented.',
  },
  {
    id: 'ARM-054',
    what: 'What-if holds what a template says against what a GET shows: what the template leaves out does not count, tags apart, and secure parameters stay expressions.',
    why: 'Which properties a service fills in, Azure knows of each type; it reports some of them as changes too.',
  },
  {
    id: 'ARM-079, history',
    what: 'A group or a subscription takes 800 deployments; the oldest are not deleted by themselves near the limit.',
    why: 'When Azure deletes them is not told to the minute.',
  },
  {
    id: 'ARM-053',
    what: 'A write of a deployment that a fault of `sim.faults` meets is not tried again, whatever its status; one whose connection breaks is told as 504 GatewayTimeout. What a template only asks for (reference, list…) meets no fault of requests.',
    why: 'Which statuses Azure tries again inside a deployment, and how often, is not documented.',
  },
  {
    id: 'ARM-079, secrets in nested templates',
    what: 'A nested template of the scope outer, which is the default, keeps what the outer one worked into it, secure parameters and list functions too: exportTemplate of the nested deployment shows them. With the scope inner it does not.',
    why: 'Microsoft’s rules for templates (secure-params-in-nested-deploy) warn that this exposes them in the history of deployments. That the template is where they show is assumed.',
  },
  {
    id: 'ARM-079, secrets',
    what: 'Refusals of a parameter that refers to a secret are in words of our own, within the documented code.',
    why: 'The texts of Key Vault inside are not recorded.',
  },
];
