/** How workspaces tell of long-running work, and what work is under way on which. */
import type { Json } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { Effects, OperationStyle, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** Recorded on every PUT, PATCH and DELETE: 202 without a body, and two URLs that differ in `type`. */
export const WORKSPACE_STYLE: OperationStyle = Object.freeze({
  path: 'workspaceOperationsStatus',
  headers: ['azure-asyncoperation', 'location'],
  status: 202,
  body: 'none',
  mark: { async: 'type=async', location: 'type=location' },
  statusBody: 'bare',
  succeeded: { percentComplete: 100 },
  instant: 200,
} as const);

/** `POST diagnose` has the Location URL alone. */
export const DIAGNOSE_STYLE: OperationStyle = Object.freeze({
  ...WORKSPACE_STYLE,
  headers: ['location'],
} as const);

/** Ids of workspaces that something is under way on: one that is being made is invisible and yet takes its name. */
const BUSY = 'busyWorkspaces';

/** Refuses while other work on the workspace is under way. */
export function checkNotBusy(context: UnitContext, id: string): void {
  if (context.document(BUSY, id.toLowerCase()) !== undefined) throw workspaceIsBusy(id);
}

/** In words of our own. */
export const workspaceIsBusy = (id: string): Refusal =>
  new Refusal({
    status: 409,
    code: 'Conflict',
    message: `Another operation on the workspace '${id}' is in progress.`,
    evidence: 'assumed',
  });

/** Marks the workspace as being worked on, or as free again. */
export function busy(id: string, isBusy: boolean): NonNullable<Effects['documents']> {
  return [{ table: BUSY, key: id.toLowerCase(), value: isBusy ? true : undefined }];
}

/** A resource as operation input; it is JSON already. */
export function asInput(resource: StoredResource): Json {
  return resource as unknown as Json;
}

/** A resource out of operation input. */
export function fromInput(input: Json | undefined): StoredResource {
  return input as unknown as StoredResource;
}
