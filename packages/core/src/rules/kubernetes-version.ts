const VERSION = /^(\d+)\.(\d+)(?:\.(\d+))?$/;

/**
 * Whether a Kubernetes version (`1.31` or `1.31.2`) is at least a minimum (`1.24`); `undefined` when it cannot be
 * read. Compared as numbers: 1.9 is older than 1.17.
 */
export function isAtLeastVersion(version: string, minimum: string): boolean | undefined {
  const left = VERSION.exec(version);
  const right = VERSION.exec(minimum);
  if (!left || !right) return undefined;
  for (let part = 1; part <= 3; part += 1) {
    const difference = Number(left[part] ?? 0) - Number(right[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
