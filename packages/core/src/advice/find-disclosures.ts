import type { CmkError } from '../errors/cmk-error.ts';
import type { DisclosureFacts } from '../rules/index.ts';
import { optionInvalid } from '../validate/judged-by.ts';

/** Texts that Azure ML logs under keys of Microsoft. */
export interface LoggedTexts {
  /** Names to values, as jobs and deployments get them. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Names of jobs, runs, experiments, datasets: what they are called in the answer, to their text. */
  readonly names?: Readonly<Record<string, string>>;
  /** Who is signed in: the user principal name, or another name. Neither it nor its part before `@` should be logged. */
  readonly signedInAs?: string;
}

/** Keys of storage accounts and signatures of shared access: what the detector's rules leave to providers. */
const AZURE_SECRETS: readonly (readonly [detector: string, pattern: RegExp])[] = [
  ['azure-storage-key', /(?<![\w+/])[\w+/]{86}==(?![\w+/=])/],
  ['azure-shared-access-signature', /[?&;]sig=[\w%+/-]{20,}/i],
  ['azure-entra-client-secret', /(?:^|[^\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/],
];

const EMAIL_ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
/** A shorter name is a syllable. */
const USER_NAME_CHARACTERS_MIN = 3;
/** A shorter name is part of other words (`ann` of `planned`), so it has to stand alone. */
const USER_NAME_WITHIN_WORDS_CHARACTERS_MIN = 6;

/**
 * Looks for what must not be in texts that Azure ML logs (rule CMK-080): secrets, by the rules of secretlint and three
 * for Azure; e-mail addresses; the name of who is signed in. Nothing leaves the process, and no finding holds the text.
 *
 * Source: ENC, "Data collection and handling". The facts go into `evaluate` as `disclosures`.
 *
 * @throws `CmkError` with code `CMK_OPTION_INVALID` for what is no text.
 *
 * @example
 * ```ts
 * import { findDisclosures } from '@azureml-cmk/core';
 *
 * const found = await findDisclosures({
 *   environmentVariables: { OWNER: 'someone@example.com' },
 *   names: { runId: 'credit-risk-2026-08' },
 * });
 * console.log(found); // [{ path: 'environmentVariables.OWNER', what: 'emailAddress' }]
 * ```
 */
export async function findDisclosures(texts: LoggedTexts): Promise<readonly DisclosureFacts[]> {
  const { environmentVariables, names, signedInAs } = readable(texts);
  const all = [
    ...textsIn('environmentVariables', environmentVariables).map(([name, text]) => ({
      path: `environmentVariables.${name}`,
      text,
    })),
    ...textsIn('names', names).map(([path, text]) => ({ path, text })),
  ];
  const detect = all.length === 0 ? undefined : await createDetector();
  const found = await Promise.all(
    all.map(async ({ path, text }): Promise<readonly DisclosureFacts[]> => {
      const detectors = [...(detect ? await detect(text) : []), ...azureSecretsIn(text)];
      return [
        ...detectors.map((detector) => ({ path, what: 'secret' as const, detector })),
        // `user:password@host` is a secret already, and no address.
        ...(detectors.length === 0 && EMAIL_ADDRESS.test(text)
          ? [{ path, what: 'emailAddress' as const }]
          : []),
        ...(namesUser(text, signedInAs) ? [{ path, what: 'userName' as const }] : []),
      ];
    }),
  );
  return found.flat();
}

/** Nothing is found in what cannot be looked through, so that is refused. */
function readable(texts: LoggedTexts): LoggedTexts {
  const { signedInAs } = (texts ?? {}) as LoggedTexts;
  if (!isRecord(texts)) throw unreadable('texts', 'an object');
  if (signedInAs !== undefined && typeof signedInAs !== 'string') {
    throw unreadable('texts.signedInAs', 'a string');
  }
  return texts;
}

function textsIn(
  member: 'environmentVariables' | 'names',
  given: unknown,
): readonly (readonly [name: string, text: string])[] {
  if (given === undefined) return [];
  if (!isRecord(given)) throw unreadable(`texts.${member}`, 'an object');
  return Object.entries(given).map(([name, text]) => {
    if (typeof text !== 'string') throw unreadable(`texts.${member}.${name}`, 'a string');
    return [name, text];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const unreadable = (path: string, kind: string): CmkError =>
  optionInvalid(`${path} is not ${kind}`, {
    reason: 'What cannot be read cannot be looked through.',
    fix: `Give ${kind}.`,
  });

function azureSecretsIn(text: string): readonly string[] {
  return AZURE_SECRETS.filter(([, pattern]) => pattern.test(text)).map(([detector]) => detector);
}

function namesUser(text: string, signedInAs: string | undefined): boolean {
  const name = (signedInAs?.split('@')[0] ?? '').toLowerCase();
  // `Ada Lovelace`, `ada.lovelace` and `ada_lovelace` are one name, however a text writes it.
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const characters = words.join('').length;
  if (characters < USER_NAME_CHARACTERS_MIN) return false;
  const written = words.join('[^\\p{L}\\p{N}]*');
  const pattern =
    characters < USER_NAME_WITHIN_WORDS_CHARACTERS_MIN
      ? `(?<!\\p{L})${written}(?!\\p{L})`
      : written;
  return new RegExp(pattern, 'u').test(text.toLowerCase());
}

/** The detector's names of secrets in a text, each once. It takes 20 ms to load, so it is loaded when there is a text. */
async function createDetector(): Promise<(text: string) => Promise<readonly string[]>> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const id = '@secretlint/secretlint-rule-preset-recommend';
  const config = { rules: [{ id, rule: creator }] };
  return async (text) => {
    const { messages } = await lintSource({
      source: { filePath: 'text', content: text, contentType: 'text' },
      options: { config, maskSecrets: true },
    });
    return [...new Set(messages.map(({ messageId }) => messageId))];
  };
}
