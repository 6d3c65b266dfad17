/** Drives what an answer started to its end. */
import type { Simulator } from '@azureml-cmk/simulator';
import type { Answer } from '../compare.ts';
import { send } from '../driver.ts';
import { objectAt, stringAt } from '../json.ts';

/** Minutes of virtual time between polls: most work ends early, some takes hours. */
const WAITS_MIN = [1, 5, 15, 60, 120, 240];
const HEADERS = ['azure-asyncoperation', 'location'] as const;

/** How work ended. */
export interface Ended {
  /** Why it did not succeed. */
  readonly problem?: string;
  /** What the Location URL gave in the end. */
  readonly result?: Answer;
}

/** Polls every URL that an answer names until it tells of an end. */
export async function driveToEnd(sim: Simulator, answer: Answer): Promise<Ended> {
  let result: Answer | undefined;
  for (const header of HEADERS) {
    const url = answer.headers[header];
    if (answer.status >= 400 || !url?.startsWith('https:')) continue;
    const last = await pollToEnd(sim, url);
    if (last === undefined) return { problem: `the operation does not end: ${header}` };
    const state = stringAt(last.body, 'status');
    const isFailure = last.status >= 400 || (state !== undefined && /^(fail|cancel)/i.test(state));
    if (isFailure) {
      const { code, message } = objectAt(last.body, 'error');
      return { problem: `the operation fails: ${String(code)}: ${String(message)}` };
    }
    if (header === 'location') result = last;
  }
  // What tells of its work by its state alone.
  await sim.clock.advance({ minutes: 60 });
  return result ? { result } : {};
}

async function pollToEnd(sim: Simulator, url: string): Promise<Answer | undefined> {
  for (const minutes of WAITS_MIN) {
    const answer = await send(sim, { method: 'GET', url, body: null });
    const state = stringAt(answer.body, 'status') ?? '';
    const isUnderWay =
      answer.status === 202 ||
      (answer.status === 200 && /ing$|^(InProgress|Accepted|NotStarted)$/.test(state));
    if (!isUnderWay) return answer;
    await sim.clock.advance({ minutes });
  }
  return undefined;
}
