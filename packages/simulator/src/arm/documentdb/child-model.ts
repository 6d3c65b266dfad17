/** What databases, containers and their throughput share: the account above them, ids, what a replica answers. */
import type { Refusal } from '../../kernel/errors.ts';
import type { OperationPlan, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './account-key.ts';

/** Milliseconds: about as long as recorded. */
export const CHILD_WRITE_MS = 30_000;
/** Where the account is, for that is where its operations are told of. */
export function at(account: StoredResource, plan: OperationPlan): OperationPlan {
  return account.location === undefined ? plan : { ...plan, location: account.location };
}

/** The account above a database or what is in it. */
export function accountOf(context: UnitContext, id: string): StoredResource {
  const account = context.resource(accountIdOf(id));
  if (!account) throw new TypeError(`the kernel asks for the parents of '${id}' first`);
  return account;
}

/** The id of the account above. */
export const accountIdOf = (id: string): string => id.split('/').slice(0, 9).join('/');

/** A short id in base 64, always the same for the same resource. */
export function resourceIdOf(context: UnitContext, id: string, bytes: number): string {
  const hex = context.namedGuid(id, 'rid').replaceAll('-', '');
  const codes = Array.from({ length: bytes }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
  return btoa(String.fromCharCode(...codes)).replaceAll('/', '-');
}

/** The refusal that a replica answers with, passed on by the service in two frames; its statistics are our own. */
export function notFoundByReplica(context: UnitContext): Refusal {
  const replica = `/apps/${context.guid()}/services/${context.guid()}/partitions/${context.guid()}/replicas/1s`;
  const at = context.iso.replace('Z', '0000Z');
  const inner = [
    String.raw`Message: {"Errors":["Resource Not Found. Learn more: https:\/\/aka.ms\/cosmosdb-tsg-not-found"]}`,
    `ActivityId: ${context.guid()}, Request URI: ${replica}, RequestStats: `,
    `RequestStartTime: ${at}, RequestEndTime: ${at},  Number of regions attempted:1`,
    '{"systemHistory":[]}',
  ].join('\r\n');
  const message = `Message: ${JSON.stringify({ code: 'NotFound', message: inner })}`;
  return refused(context, { message, evidence: 'assumed' }, 'NotFound', 404);
}
