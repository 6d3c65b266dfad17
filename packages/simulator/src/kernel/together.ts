import type { Effects } from './resource-type.ts';

/** The effects of several pieces of work, in order. */
export function together(...all: readonly Effects[]): Effects {
  return {
    put: all.flatMap((effects) => effects.put ?? []),
    remove: all.flatMap((effects) => effects.remove ?? []),
    documents: all.flatMap((effects) => effects.documents ?? []),
    principals: all.flatMap((effects) => effects.principals ?? []),
    removePrincipals: all.flatMap((effects) => effects.removePrincipals ?? []),
    timers: all.flatMap((effects) => effects.timers ?? []),
  };
}
