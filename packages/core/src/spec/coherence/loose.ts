import type { Issue } from '../../errors/cmk-error.ts';
import type { CmkSpec } from '../types.ts';

type Primitive = string | number | boolean;
type MembersOf<T> = T extends unknown ? keyof T : never;
type MemberOf<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/** `T` with everything optional and alternatives merged: what is left of a spec when its wrong parts are taken out. */
export type Loose<T> = [T] extends [Primitive]
  ? T
  : [T] extends [readonly unknown[]]
    ? readonly (Loose<T[number]> | undefined)[]
    : { readonly [K in MembersOf<T>]?: Loose<Exclude<MemberOf<T, K>, undefined>> };

/** A spec of which only the right parts are there. */
export type LooseSpec = Loose<CmkSpec>;

/** Finds what members say against each other. Pure; a part that is not there contradicts nothing. */
export type CoherenceCheck = (spec: LooseSpec) => readonly Issue[];
