/** One request, as it is sent to a simulator. */
export interface Shot {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes where they are no text. */
  readonly body: string | Uint8Array | undefined;
  /** Whose token goes along; `none` sends what stands in the headers. */
  readonly token: 'resourceManager' | 'vault' | 'graph' | 'none';
}
