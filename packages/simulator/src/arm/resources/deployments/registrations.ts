/** Documented: a deployment registers the providers that it names, if the caller may. */
import type { Effects, UnitContext } from '../../../kernel/resource-type.ts';
import { registered } from '../providers.ts';
import type { Item } from './items.ts';
import { typeOf, written } from './preflight.ts';

export function registrations(context: UnitContext, items: readonly Item[]): Effects {
  const scope = `/subscriptions/${context.subscription.subscriptionId}`;
  const namespaces = new Map(
    written(items).map((item) => {
      const namespace = typeOf(item).split('/')[0] ?? '';
      return [namespace.toLowerCase(), namespace] as const;
    }),
  );
  const all = [...namespaces.values()]
    .filter(
      (namespace) =>
        !context.isRegistered(namespace) &&
        context.allows(context.caller.objectId, `${namespace}/register/action`, scope),
    )
    .map((namespace) => registered(context, namespace));
  return {
    put: all.flatMap(({ put = [] }) => put),
    documents: all.flatMap(({ documents = [] }) => documents),
    principals: all.flatMap(({ principals = [] }) => principals),
  };
}
