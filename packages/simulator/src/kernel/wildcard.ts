/** Whether a value has the form of a pattern, in which `*` stands for any run of characters, slashes included. */
export function matchesWildcard(pattern: string, value: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === value;
  let from = 0;
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) {
      return value.length - from >= part.length && value.endsWith(part);
    }
    const found = index === 0 ? (value.startsWith(part) ? 0 : -1) : value.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return true;
}
