/** The instant it is, in ISO 8601. The one place of the builder that reads the clock. */
export function systemNow(): string {
  return new Date().toISOString();
}
