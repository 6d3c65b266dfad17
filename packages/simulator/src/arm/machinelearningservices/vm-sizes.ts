/** What a compute is made of when its request names no size: the default of its documented schema. */
export const DEFAULT_VM_SIZE = 'STANDARD_DS3_V2';

/** Series whose number counts doublings, not cores: `STANDARD_DS2_V2` has 2, `STANDARD_DS13_V2` has 8. */
const DOUBLING = /^STANDARD_DS?(1?)([1-5])(?:_V2)?$/;
/** Every other size says its cores: `STANDARD_F4S_V2` has 4. */
const NAMED = /^STANDARD_[A-Z]+(\d+)/;

/** Cores of a size of virtual machine, by its name; 1 when the name does not say. */
export function virtualCpusOf(vmSize: string): number {
  const size = vmSize.toUpperCase();
  const doubling = DOUBLING.exec(size);
  if (doubling) return 2 ** (Number(doubling[2]) - (doubling[1] === '' ? 1 : 0));
  return Number(NAMED.exec(size)?.[1] ?? 1);
}
