import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { CmkError, type CmkSpec, parseSpecText, type SpecFormat } from '@azureml-cmk/core';
import { UsageError } from './args.ts';

const formats: Readonly<Record<string, SpecFormat>> = {
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/**
 * Reads a spec from a file. Throws a `CmkError` with every issue when it is not one, a {@link UsageError} when there is
 * no such file.
 */
export async function readSpec(file: string): Promise<CmkSpec> {
  const format = formats[extname(file).toLowerCase()];
  if (format === undefined) {
    throw new UsageError(
      `Option --spec takes a file that ends in ${Object.keys(formats).join(', ')}, not "${file}".`,
    );
  }
  const result = await parseSpecText(textOf(file), format);
  if (result.ok) return result.spec;
  const errors = result.issues.filter(({ severity }) => severity === 'error').length;
  throw new CmkError({
    code: 'CMK_SPEC_INVALID',
    hop: 'spec',
    message: `The spec has ${errors === 1 ? '1 error' : `${errors} errors`}.`,
    reason: 'It cannot be read as the description of a workspace. No request was sent.',
    fix: 'Make the change that each issue names. The documented rules are judged once the spec can be read.',
    retryable: false,
    issues: result.issues,
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new UsageError(`Option --spec: cannot read "${file}" (${code}).`);
  }
}
