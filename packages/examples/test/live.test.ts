import { type CmkSpec, parseSpecText } from '@azureml-cmk/core';
import { createSimulator, type Simulator } from '@azureml-cmk/simulator';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Azure } from '../src/demo/azure.ts';
import { UsageError } from '../src/demo/args.ts';
import { askOn, assertCanAsk, consent } from '../src/demo/live.ts';
import { textReporter } from '../src/demo/render-plain.ts';
import { runDemo } from '../src/demo/run.ts';
import { sampleSpec } from './script.ts';

/** The live demo with an Azure in memory in the place of Azure: everything but the credential is what goes live. */
async function runLive(
  answer: string | undefined,
  credential: (sim: Simulator) => Azure['credential'] = (sim) => sim.credential(),
) {
  const parsed = await parseSpecText(readFileSync(sampleSpec('minimal.yaml'), 'utf8'), 'yaml');
  if (!parsed.ok) throw new Error('the sample is broken');
  const spec: CmkSpec = parsed.spec;
  const sim = createSimulator({
    latency: 'realistic',
    world: {
      tenants: [{ tenantId: spec.tenantId }],
      subscriptions: [{ subscriptionId: spec.subscriptionId }],
    },
  });
  const output: string[] = [];
  const questions: string[] = [];
  const tokens: string[] = [];
  const base = credential(sim);
  const azure: Azure = {
    kind: 'live',
    clientOptions: sim.clientOptions(),
    clock: sim.clock,
    credential: {
      async getToken(...args) {
        const token = await base.getToken(...args);
        if (token) tokens.push(token.token);
        return token;
      },
    },
  };
  const exitCode = await runDemo({
    file: 'minimal.yaml',
    spec,
    reporter: textReporter((text) => output.push(text), 'live'),
    connect: () => Promise.resolve(azure),
    ...(answer === undefined
      ? {}
      : {
          ask: (question: string) => {
            questions.push(question);
            // What a person is asked about stands on the screen before the question.
            output.push('(asked)');
            return Promise.resolve(answer);
          },
        }),
  });
  const writes = sim.ledger.entries().filter(({ method }) => method !== 'GET' && method !== 'HEAD');
  return { exitCode, output: output.join('\n'), questions, tokens, writes, sim, spec };
}

describe('the live demo', () => {
  it('shows where, as whom and what cannot be undone, and writes nothing unless told to', async () => {
    const { exitCode, output, questions, writes, sim, spec } = await runLive('no');
    expect(exitCode).toBe(1);
    expect(questions).toEqual(['Deploy this to Azure now? Type "yes" to go on: ']);
    const shown = output.slice(0, output.indexOf('(asked)'));
    const me = sim.principals.find(({ displayName }) => displayName === 'owner')?.objectId;
    expect(shown).toContain('This goes to Azure itself');
    expect(shown).toMatch(/^ {2}cloud {5}public$/m);
    expect(shown).toContain(`  tenant    ${spec.tenantId}\n  subscr.   ${spec.subscriptionId}\n`);
    expect(shown).toContain(`  identity  object id ${me}\n`);
    expect(shown).toContain(
      '    - Purge protection of vault kv-credit-risk cannot be switched off.',
    );
    expect(output.trimEnd()).toMatch(/Nothing was written\.$/);
    expect(writes).toEqual([]);
  });

  it.each(['yes', ' YES '])('deploys after %j, and never shows a token', async (answer) => {
    const { exitCode, output, questions, tokens, writes } = await runLive(answer);
    expect(exitCode).toBe(0);
    expect(questions).toHaveLength(1);
    expect(writes.length).toBeGreaterThan(5);
    expect(output).toContain('4  Deploy  into Azure, through the Azure SDK clients');
    expect(output).toContain('YOUR KEY   Azure Cosmos DB');
    expect(output).toContain('0 changes, 0 writes');
    expect(output).not.toContain('simulated minutes');
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(output).not.toContain(token);
  });

  it('does not ask when told not to', async () => {
    const { exitCode, questions, output } = await runLive(undefined);
    expect({ exitCode, questions }).toEqual({ exitCode: 0, questions: [] });
    expect(output).toContain('This goes to Azure itself');
  });

  it('says how to sign in when there is no credential', async () => {
    const { exitCode, output, writes, questions } = await runLive('yes', () => ({
      getToken: () => Promise.reject(new Error('EnvironmentCredential is unavailable.\n at …')),
    }));
    expect({ exitCode, questions, writes }).toEqual({ exitCode: 1, questions: [], writes: [] });
    expect(output).toContain('FAILED  CMK_CREDENTIAL_UNAVAILABLE');
    expect(output).toMatch(/EnvironmentCredential is\s+unavailable\.$/m);
    expect(output).toMatch(/fix {7}Sign in \(az login\)/);
  });

  it('refuses where nobody can be asked', () => {
    expect(() => {
      assertCanAsk(false, false);
    }).toThrow(UsageError);
    expect(() => {
      assertCanAsk(true, false);
      assertCanAsk(false, true);
    }).not.toThrow();
  });

  it.each([
    ['yes\n', true],
    ['Yes \n', true],
    ['y\n', false],
    ['\n', false],
    // Closed without an answer.
    ['', false],
  ])('takes %j typed on the terminal as %s', async (typed, goesOn) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(typed);
    await expect(consent(askOn(input, output))).resolves.toBe(goesOn);
    expect(String(output.read())).toBe('Deploy this to Azure now? Type "yes" to go on: ');
  });
});
