import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import {
  assertSpec,
  type CmkSpec,
  parseSpecText,
  type SpecFormat,
  systemClock,
} from '@azureml-cmk/core';
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
  const asOf = new Date(systemClock.now()).toISOString();
  return assertSpec(await parseSpecText(textOf(file), format), { asOf });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new UsageError(`Option --spec: cannot read "${file}" (${code}).`);
  }
}
