/**
 * Removes secrets from text that came from elsewhere, before it is put into an error.
 *
 * Azure's messages rarely hold one, but a wrapped request, a connection string in a template or a logged header can.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // An Authorization header and whatever follows the scheme.
  [/\b(authorization)(["']?\s*[:=]\s*["']?)[^\r\n"',}]+/gi, '$1$2[redacted]'],
  [/\b(bearer|pop|sharedkey|basic)\s+[A-Za-z0-9\-._~+/:]{8,}=*/gi, '$1 [redacted]'],
  // A JSON Web Token anywhere.
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, '[redacted token]'],
  // The signature of a shared access signature.
  [/([?&;]sig=)[^&\s"']+/gi, '$1[redacted]'],
  [
    /\b(account_?key|shared_?access_?key|shared_?access_?signature|client_?secret|client_?assertion|refresh_?token|access_?token|id_?token|instrumentation_?key|api_?key|password|passwd|pwd)(["']?\s*[:=]\s*["']?)[^&;,\s"'}]+/gi,
    '$1$2[redacted]',
  ],
  // The key of a storage account: 64 bytes in base64.
  [/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==/g, '[redacted key]'],
];

/** The text without tokens, keys, signatures and passwords. Idempotent. */
export function redact(text: string): string {
  let result = text;
  for (const [pattern, replacement] of PATTERNS) result = result.replace(pattern, replacement);
  return result;
}
