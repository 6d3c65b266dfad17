import type { DeployEvent, Plan, Step } from '@azureml-cmk/core';

/** How a row of the progress ended. */
export type RowResult = 'done' | 'found' | 'failed' | 'skipped';

/** One line of the progress: a step, or all registrations of providers together. */
export interface Row {
  readonly title: string;
  readonly stepIds: readonly string[];
}

/** What an event means for its row. */
export type RowChange =
  | { readonly type: 'started'; readonly row: Row }
  | { readonly type: 'waiting'; readonly row: Row; readonly reason: string }
  | {
      readonly type: 'ended';
      readonly row: Row;
      readonly result: RowResult;
      /** Milliseconds of the deployment's clock since it began. */
      readonly elapsedMs: number;
    };

/** The rows of a plan, in its order. */
export function rowsOf({ steps }: Plan): readonly Row[] {
  const isProvider = ({ kind }: Step): boolean => kind === 'provider.register';
  const providers = steps.filter(isProvider).map(({ id }) => id);
  const rest = steps.filter((step) => !isProvider(step));
  return [
    ...(providers.length === 0
      ? []
      : [{ title: `Register ${providers.length} resource providers`, stepIds: providers }]),
    ...rest.map(({ id, title }) => ({ title, stepIds: [id] })),
  ];
}

/** Turns the events of steps into changes of rows: a row starts with its first step and ends with its last. */
export function rowChanges(rows: readonly Row[]): (event: DeployEvent) => RowChange | undefined {
  const results = new Map<string, RowResult>();
  const started = new Set<Row>();
  return (event) => {
    if (!('stepId' in event)) return undefined;
    const row = rows.find(({ stepIds }) => stepIds.includes(event.stepId));
    if (!row) return undefined;
    const result = resultOf(event);
    if (result !== undefined) {
      results.set(event.stepId, result);
      const ended = row.stepIds.flatMap((id) => results.get(id) ?? []);
      if (ended.length < row.stepIds.length) return undefined;
      return { type: 'ended', row, result: worst(ended), elapsedMs: event.elapsedMs };
    }
    if (event.type === 'step.waiting') return { type: 'waiting', row, reason: event.reason };
    if (started.has(row)) return undefined;
    started.add(row);
    return { type: 'started', row };
  };
}

function resultOf(event: DeployEvent): RowResult | undefined {
  switch (event.type) {
    case 'step.succeeded':
      return 'done';
    case 'step.unchanged':
      return 'found';
    case 'step.failed':
      return 'failed';
    case 'step.skipped':
      return 'skipped';
    default:
      return undefined;
  }
}

/** What a row of several steps comes to. */
function worst(results: readonly RowResult[]): RowResult {
  const order: readonly RowResult[] = ['failed', 'skipped', 'done', 'found'];
  return order.find((result) => results.includes(result)) ?? 'found';
}
