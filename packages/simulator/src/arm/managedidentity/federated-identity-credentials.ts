import { Refusal } from '../../kernel/errors.ts';
import { objectAt, stringAt } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import { IDENTITY_API_VERSIONS, IDENTITY_TYPE } from './identity-versions.ts';

const TYPE = `${IDENTITY_TYPE}/federatedIdentityCredentials`;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/;
/** Credentials that one identity may have. */
const MAX_PER_IDENTITY = 20;

/** Whose tokens an identity takes for its own secret, as `entra/client-assertion.ts` judges them. */
export const federatedIdentityCredentials: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: IDENTITY_API_VERSIONS.filter((version) => version >= '2022-01-31-preview'),
  scope: 'group',
  checkName: (name) => {
    if (NAME.test(name)) return;
    throw refused(
      `The name '${name}' of a federated identity credential is invalid: 3-120 letters, digits, hyphens and underscores, beginning with a letter or digit.`,
    );
  },
  put: (context, { address, body, existing }) => {
    const given = objectAt(body, 'properties');
    const [issuer, subject] = [stringAt(given, 'issuer'), stringAt(given, 'subject')];
    const { audiences } = given;
    const isComplete = issuer && subject && Array.isArray(audiences) && audiences.length > 0;
    if (!isComplete) {
      throw refused("'issuer', 'subject' and 'audiences' are required.");
    }
    const others = context
      .resources(TYPE, address.parentId)
      .filter(({ name }) => name.toLowerCase() !== address.name.toLowerCase());
    if (others.length >= MAX_PER_IDENTITY) {
      throw refused(`An identity has at most ${MAX_PER_IDENTITY} federated identity credentials.`);
    }
    const twin = others.find(
      ({ properties }) => properties['issuer'] === issuer && properties['subject'] === subject,
    );
    if (twin) {
      throw refused(`Issuer and subject are those of the credential '${twin.name}' already.`);
    }
    // The service answers ids with a lower-case `resourcegroups`.
    const id = existing?.id ?? address.id.replace('/resourceGroups/', '/resourcegroups/');
    return {
      done: { id, type: TYPE, name: address.name, properties: { issuer, subject, audiences } },
      ...(existing ? {} : { headers: { location: id } }),
    };
  },
  remove: () => ({ removed: true }),
  present: ({ id, name, properties }) => ({ id, name, type: TYPE, properties }),
});

function refused(message: string): Refusal {
  return new Refusal({ status: 400, code: 'BadRequest', message, evidence: 'assumed' });
}
