/** Query keys of search services, which no GET shows: a recording tells of them where it lists them. */
import type { Simulator } from '@azureml-cmk/simulator';
import type { Answer } from './compare.ts';
import { send } from './driver.ts';
import { listedIn, stringAt } from './json.ts';
import type { Exchange } from './recordings.ts';
import type { Rewriter } from './rewriter.ts';

const LISTS = /\/listquerykeys$/i;

/** Makes the keys that a list shows; the last, which a recording goes on to delete, is told to the rewriter. */
export async function makeQueryKeys(
  sim: Simulator,
  rewriter: Rewriter,
  { path, query, responseBody }: Exchange,
): Promise<void> {
  if (!LISTS.test(path)) return;
  const ask = (to: string): Promise<Answer> => {
    const url = `https://management.azure.com${to}?api-version=${query['api-version'] ?? ''}`;
    return send(sim, { method: 'POST', url, body: null });
  };
  const shown = listedIn(responseBody);
  const there = listedIn((await ask(path)).body).map((key) => stringAt(key, 'name'));
  for (const name of shown.flatMap((key) => stringAt(key, 'name') ?? [])) {
    if (!there.includes(name)) await ask(path.replace(LISTS, `/createQueryKey/${name}`));
  }
  const last = listedIn((await ask(path)).body).at(-1);
  const [from, to] = [stringAt(shown.at(-1), 'key'), stringAt(last, 'key')];
  if (from !== undefined && to !== undefined) rewriter.learnRemoved(from, to);
}
