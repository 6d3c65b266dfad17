import { Listr, ListrTaskState } from 'listr2';
import type { Follow } from './render-plain.ts';
import { type Row, type RowChange, rowChanges, rowsOf } from './rows.ts';
import { minutesAndSeconds, styled } from './text.ts';

type Ended = Omit<Extract<RowChange, { type: 'ended' }>, 'type' | 'row'>;

/** One row as the list shows it. */
interface Shown {
  readonly start: () => void;
  readonly wait: (reason: string) => void;
  readonly end: (how: Ended) => void;
}

/** A list that moves: a row for each step, which of them run, what they wait for, and when they ended. */
export const followInList: Follow = async (deployment, plan) => {
  const rows = rowsOf(plan);
  const shown = new Map<Row, Shown>();
  const isShown = Promise.withResolvers<void>();
  const list = new Listr(
    rows.map((row) => ({
      title: row.title,
      task: async (_context, task) => {
        // The list begins all its tasks at once; a row begins when the deployment gets there.
        task.task.state$ = ListrTaskState.WAITING;
        const ended = Promise.withResolvers<Ended>();
        const start = (): void => {
          task.task.state$ = ListrTaskState.STARTED;
        };
        const wait = (reason: string): void => {
          task.output = reason;
        };
        shown.set(row, { start, wait, end: ended.resolve });
        if (shown.size === rows.length) isShown.resolve();
        const { result, elapsedMs } = await ended.promise;
        start();
        const at = minutesAndSeconds(elapsedMs);
        task.title = `${styled('dim', at)}  ${row.title}`;
        if (result === 'failed') throw new Error(`${at}  ${row.title}`);
        if (result === 'skipped') task.skip(`${at}  ${row.title}`);
      },
    })),
    // Ctrl-C belongs to the deployment, which then names what it made.
    { concurrent: true, exitOnError: false, registerSignalListeners: false },
  );
  const finished = list.run();
  await isShown.promise;
  const change = rowChanges(rows);
  for await (const event of deployment) {
    const what = change(event);
    const row = what && shown.get(what.row);
    if (what?.type === 'started') row?.start();
    else if (what?.type === 'waiting') row?.wait(what.reason);
    else if (what?.type === 'ended') row?.end(what);
  }
  // A deployment that could not begin has no events: its rows end all the same.
  for (const row of shown.values()) row.end({ result: 'skipped', elapsedMs: 0 });
  await finished;
};
