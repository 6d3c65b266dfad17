import { sameText } from './compare.ts';
import type { ChainFacts } from './facts.ts';
import type { Refusal, Stage, Violation } from './types.ts';

/** Violations for the namespaces that are not registered. */
export function unregistered(
  { registeredProviders = [] }: ChainFacts,
  needed: readonly string[],
): readonly Violation[] {
  return needed
    .filter((namespace) => !registeredProviders.some((known) => sameText(known, namespace)))
    .map((namespace) => ({
      path: `registeredProviders[${namespace}]`,
      expected: `${namespace} registered`,
      received: 'not registered',
    }));
}

/** How Resource Manager refuses a request to a namespace that is not registered. */
export function notRegisteredAt(stage: Stage, namespaces: readonly string[]): Refusal {
  return {
    stage,
    status: 409,
    code: 'MissingSubscriptionRegistration',
    message: ({ path }) =>
      `The subscription is not registered to use namespace '${namespaceIn(path)}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    evidence: 'recorded',
    seenIn: 'recorded for many namespaces; in the operation of a workspace it was not seen',
    when: ({ path }) => namespaces.some((namespace) => sameText(namespace, namespaceIn(path))),
  };
}

const namespaceIn = (path: string): string => /\[(.*)\]$/.exec(path)?.[1] ?? '';
