/** The requests of a round: everything whose turn it is. */
import { notSimulated, Refusal } from '../../../kernel/errors.ts';
import type { SubmittedRequest, UnitContext } from '../../../kernel/resource-type.ts';
import type { Scope } from '../template/evaluate.ts';
import { FunctionNotPlayed, TemplateError } from '../template/template-error.ts';
import { findItems, type FindItems } from './dependencies.ts';
import { detailOf, processingFailed } from './errors.ts';
import { bodyOf, isDeployment } from './item-body.ts';
import { type Item, itemsOf } from './items.ts';
import { nestedBody } from './nested.ts';
import { positionIn } from './position.ts';
import { ended, type ItemState, type Run } from './run-state.ts';
import { AskFailed, runtimeFunctions } from './runtime.ts';
import { templateScope } from './scope.ts';
import { statusName } from './status-names.ts';

/** A run in which everything that is ready was sent, and the requests for it. */
export function sent(
  context: UnitContext,
  run: Run,
): { readonly run: Run; readonly requests: readonly SubmittedRequest[] } {
  const states = new Map(run.items.map((item) => [item.id.toLowerCase(), item.state]));
  // What is not deployed is nothing to wait for.
  const isReady = ({ state, after }: ItemState): boolean =>
    state === 'waiting' && after.every((id) => (states.get(id) ?? 'done') === 'done');
  if (!run.items.some(isReady)) return { run, requests: [] };
  const byId = new Map(
    atRuntime(context, run)
      .items.filter(({ isDeployed }) => isDeployed)
      .map((item) => [item.id.toLowerCase(), item]),
  );
  const requests: SubmittedRequest[] = [];
  const items = run.items.map((state): ItemState => {
    if (!isReady(state)) return state;
    const item = byId.get(state.id.toLowerCase());
    const begun = { ...state, startedAt: context.now };
    try {
      requests.push(state.isRemoval ? removal(context, state) : write(state, item, run));
      return { ...begun, state: 'sent' };
    } catch (error) {
      return ended({ ...begun, ...refusedBy(error, state, item, run) }, context.now);
    }
  });
  return { run: { ...run, items }, requests };
}

/** The template's resources in a scope that may ask Azure. */
export function atRuntime(
  context: UnitContext,
  run: Run,
): { readonly items: readonly Item[]; readonly scope: Scope } {
  // Nothing of the template is known until its resources are taken apart.
  let find: FindItems = () => [];
  const functions = runtimeFunctions(context, (name) => find(name));
  const scope = templateScope(context, run, functions);
  const items = itemsOf(run.template, scope, run.place);
  find = findItems(items);
  return { items, scope };
}

function write({ id }: ItemState, item: Item | undefined, run: Run): SubmittedRequest {
  if (!item) throw new Error(`no resource '${id}' in the template`);
  const body = isDeployment(item.type) ? nestedBody(item, item.scope, run) : bodyOf(item);
  return { method: 'PUT', path: `${item.id}?api-version=${item.apiVersion}`, body };
}

/** In the newest version that is served. */
function removal(context: UnitContext, { id, type }: ItemState): SubmittedRequest {
  const [namespace = '', ...rest] = type.split('/');
  const name = rest.join('/').toLowerCase();
  const found = context.typesIn(namespace).find((one) => one.name.toLowerCase() === name);
  return { method: 'DELETE', path: `${id}?api-version=${found?.apiVersions.at(-1) ?? ''}` };
}

/** Why nothing was sent: what a body asks for is refused, or makes no sense. */
function refusedBy(
  error: unknown,
  { id }: ItemState,
  item: Item | undefined,
  { template }: Run,
): Pick<ItemState, 'error' | 'statusCode'> {
  if (error instanceof AskFailed) {
    return { error: error.detail, statusCode: statusName(error.status) };
  }
  const refusal =
    error instanceof FunctionNotPlayed
      ? notSimulated(error.message)
      : error instanceof TemplateError
        ? processingFailed(error, id, positionIn(template, item?.path ?? []))
        : error;
  if (!(refusal instanceof Refusal)) throw refusal;
  return { error: detailOf(refusal), statusCode: statusName(refusal.data.status) };
}
