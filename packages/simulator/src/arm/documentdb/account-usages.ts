/** What an account uses of what it may: no data reaches one here, so nothing. */
import type { Json } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import { refused } from './account-key.ts';

/** As the published example has it, bytes. */
const STORAGE_BYTES = 10 * 1024 ** 3;
const USAGES: readonly { readonly name: string; readonly unit: string; readonly limit: number }[] =
  [{ name: 'Storage', unit: 'Bytes', limit: STORAGE_BYTES }];
const NAMED = /name\.value eq '([^']*)'/;

/** `GET usages`, all of them or the one that a filter names. */
export function listUsages(context: UnitContext, { query }: ActionRequest): ActionAnswer {
  const filter = query.get('$filter');
  const wanted = filter === undefined ? undefined : NAMED.exec(filter)?.[1];
  if (filter !== undefined && wanted === undefined) {
    const message = `The filter '${filter}' names no usage: name.value eq '…'.`;
    throw refused(context, { message, evidence: 'assumed' });
  }
  const value = USAGES.filter(({ name }) => wanted === undefined || name === wanted).map(
    ({ name, unit, limit }): Json => ({
      unit,
      quotaPeriod: 'P1D',
      limit,
      currentValue: 0,
      name: { value: name, localizedValue: name },
    }),
  );
  return { status: 200, body: { value } };
}
