/** What the documents recommend beyond what they demand. */
import { createSimulator } from '@azureml-cmk/simulator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advise } from '../../src/advice/advise.ts';
import { costFactsOf, estimateCosts } from '../../src/advice/estimate-costs.ts';
import { findDisclosures } from '../../src/advice/find-disclosures.ts';
import { fullSpec, smallSpec } from '../spec/sample-specs.ts';

const asOf = '2026-09-01T00:00:00Z';
/** Long enough for a key of a storage account, and obviously none. */
const storageKey = `${'sim'.repeat(28)}si==`;

describe('texts that are logged', () => {
  it('hold no secrets, addresses or names of who is signed in', async () => {
    const found = await findDisclosures({
      environmentVariables: {
        STORAGE: `AccountName=stml;AccountKey=${storageKey};EndpointSuffix=core.windows.net`,
        URL: 'https://stml.blob.core.windows.net/c?sv=2024-01-01&sig=c2ltLXNpbS1zaW0tc2ltLXNpbS1zaW0%3D',
        OWNER: 'someone@example.com',
        LEVEL: 'info',
      },
      names: { runId: 'Ada.Lovelace-nightly', jobName: 'nightly' },
      signedInAs: 'ada.lovelace@example.com',
    });
    expect(found).toEqual([
      { path: 'environmentVariables.STORAGE', what: 'secret', detector: 'azure-storage-key' },
      {
        path: 'environmentVariables.URL',
        what: 'secret',
        detector: 'azure-shared-access-signature',
      },
      { path: 'environmentVariables.OWNER', what: 'emailAddress' },
      { path: 'runId', what: 'userName' },
    ]);
  });

  it('are judged by the rules of the detector too', async () => {
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    expect(await findDisclosures({ environmentVariables: { TOKEN: token } })).toEqual([
      { path: 'environmentVariables.TOKEN', what: 'secret', detector: 'GITHUB_TOKEN' },
    ]);
  });

  it.each([
    ['Ada Lovelace', 'ada_lovelace-nightly'],
    ['Ada Lovelace', 'AdaLovelace2'],
    ['ada.lovelace@example.com', 'run of Ada Lovelace'],
    ['ann@example.com', 'ann-3'],
    ['ann@example.com', 'run_Ann'],
    ['Zoë', 'zoë'],
  ])('name %s, who is signed in: %s', async (signedInAs, runId) => {
    expect(await findDisclosures({ names: { runId }, signedInAs })).toEqual([
      { path: 'runId', what: 'userName' },
    ]);
  });

  it.each([
    ['ann@example.com', 'planned'],
    ['ann@example.com', 'annual-report'],
    ['al@example.com', 'al'],
    ['Ada Lovelace', 'lovelace'],
    ['(.*)+@example.com', 'nightly'],
    ['@example.com', 'nightly'],
  ])('do not name %s: %s', async (signedInAs, runId) => {
    expect(await findDisclosures({ names: { runId }, signedInAs })).toEqual([]);
  });

  it('are never in a finding', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 40 }), async (text) => {
        const found = await findDisclosures({
          environmentVariables: { X: `${text} ${storageKey}` },
        });
        expect(JSON.stringify(found)).not.toContain(storageKey);
      }),
      { numRuns: 30 },
    );
  });

  it('that hold nothing cost nothing', async () => {
    expect(await findDisclosures({})).toEqual([]);
  });
});

describe('the estimate of costs', () => {
  it('counts the three services, and says whose prices it is made from', async () => {
    const sim = createSimulator();
    const estimate = await estimateCosts(smallSpec, { clientOptions: sim.clientOptions() });
    expect(estimate.items.map(({ service, perMonth }) => [service, perMonth])).toEqual([
      // 12 and 120 times 100 request units, 730 hours, 0.012 dollars.
      ['cosmosDb', { min: 105.12, max: 1051.2 }],
      ['search', { min: 245.28, max: 245.28 }],
      ['storage', { min: 0, max: 0.18 }],
    ]);
    expect(estimate).toMatchObject({
      currency: 'USD',
      isComplete: true,
      origin: 'Simulated: prices of 2026-07, not current',
      perMonth: { min: 350.4, max: 1296.66 },
    });
    expect(costFactsOf(estimate).services).toEqual(['cosmosDb', 'search', 'storage']);
    expect(sim.ledger.entries().map(({ method, url }) => `${method} ${new URL(url).host}`)).toEqual(
      Array(3).fill('GET prices.azure.com'),
    );
  });

  it('is nothing with service-side encryption, and asks for nothing', async () => {
    const sim = createSimulator();
    const spec = {
      ...smallSpec,
      workspace: {
        ...smallSpec.workspace,
        encryption: { architecture: 'serviceSide' as const },
      },
    };
    const estimate = await estimateCosts(spec, { clientOptions: sim.clientOptions() });
    expect(estimate).toMatchObject({ items: [], perMonth: { min: 0, max: 0 }, isComplete: true });
    expect(sim.ledger.entries()).toEqual([]);
  });

  it('says when prices cannot be had, why, and whether a retry helps', async () => {
    const sim = createSimulator();
    const asked = estimateCosts(smallSpec, {
      clientOptions: sim.clientOptions(),
      currency: 'EUR',
    });
    await expect(asked).rejects.toMatchObject({
      code: 'CMK_PRICES_UNAVAILABLE',
      message:
        'The prices of Azure could not be read: the service answered 501: the currency EUR of retail prices is not simulated (simulator wording)',
      fix: 'Ask for another currency, or check the region; nothing else depends on it.',
      retryable: false,
    });
    sim.faults.add({ path: '**', answer: { status: 503 } });
    await expect(
      estimateCosts(smallSpec, { clientOptions: sim.clientOptions() }),
    ).rejects.toMatchObject({ code: 'CMK_PRICES_UNAVAILABLE', retryable: true });
  });

  it.each([
    [
      String.raw`{"Error":{"Code":"BadRequest","Message":"The currency \u0027EURO\u0027 is not known."}}`,
      ": The currency 'EURO' is not known.",
    ],
    ['<html>"message": "no"</html>', ''],
    ['', ''],
  ])('says of %s what it says', async (body, said) => {
    const sim = createSimulator();
    sim.faults.add({ path: '**', answer: { status: 400, body } });
    await expect(
      estimateCosts(smallSpec, { clientOptions: sim.clientOptions() }),
    ).rejects.toMatchObject({
      message: `The prices of Azure could not be read: the service answered 400${said}`,
      retryable: false,
    });
  });
});

describe('advice', () => {
  it('refuses nothing, and names its rule and fix', async () => {
    const sim = createSimulator();
    const advice = await advise(fullSpec, {
      asOf,
      environment: 'production',
      holdsSensitiveData: true,
      computes: [
        { name: 'train', kind: 'cluster', nodeCountMin: 2 },
        { name: 'notebooks', kind: 'instance', dataDiskCount: 1 },
      ],
      texts: { names: { jobName: 'for someone@example.com' } },
      costs: await estimateCosts(fullSpec, { clientOptions: sim.clientOptions() }),
    });
    const codes = advice.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['CMK-065', 'CMK-066', 'CMK-067', 'CMK-080']));
    expect(codes).not.toContain('CMK-043');
    expect(advice.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(advice.every(({ fix, docs }) => fix !== '' && docs !== undefined)).toBe(true);
  });

  it('of a dedicated database where service-side encryption is chosen', async () => {
    const advice = await advise(
      {
        ...smallSpec,
        workspace: { ...smallSpec.workspace, encryption: { architecture: 'serviceSide' } },
      },
      { asOf },
    );
    expect(advice).toMatchObject([
      { code: 'CMK-047', severity: 'warning' },
      { code: 'CMK-080', severity: 'note' },
    ]);
  });

  it('of a plain description is two reminders: what it costs, and what must not be logged', async () => {
    expect(await advise(smallSpec, { asOf, texts: { names: { runId: 'nightly' } } })).toMatchObject(
      [
        {
          code: 'CMK-043',
          severity: 'note',
          path: 'workspace.encryption',
          message:
            "A customer's key costs more, because the additional resources are in the customer's subscription.",
          fix: 'Ask `estimateCosts` what the additional resources cost a month, and give the answer as `costs`.',
        },
        {
          code: 'CMK-080',
          severity: 'note',
          path: '',
          message:
            'Environment variables, run ids and names of jobs hold no secrets and no names of persons: they are logged under keys of Microsoft.',
          fix: 'Have the texts of jobs looked through before they are sent: `texts`, or `findDisclosures`.',
        },
      ],
    );
  });

  it('reminds of nothing that was found out, nor of what the edition does not say', async () => {
    const sim = createSimulator();
    const costs = await estimateCosts(smallSpec, { clientOptions: sim.clientOptions() });
    const texts = { names: { runId: 'for someone@example.com' } };
    expect(await advise(smallSpec, { asOf, costs, texts })).toMatchObject([
      { code: 'CMK-080', severity: 'warning' },
    ]);
    const other = await advise(smallSpec, { asOf, edition: 'aistudio' });
    expect(other.map(({ code }) => code)).toEqual(['CMK-043']);
  });
});

describe('what cannot be read', () => {
  const optionInvalid = (message: string) => ({ code: 'CMK_OPTION_INVALID', message });

  it('is refused, for nothing would be found in it', async () => {
    const spec = smallSpec;
    const refused: readonly (readonly [unknown, unknown, object])[] = [
      [undefined, { asOf }, { code: 'CMK_SPEC_INVALID' }],
      ['a text', { asOf }, { code: 'CMK_SPEC_INVALID' }],
      [{}, { asOf }, { code: 'CMK_SPEC_INVALID' }],
      [spec, undefined, optionInvalid("asOf is not an instant: 'undefined'")],
      [spec, { asOf: 'soon' }, optionInvalid("asOf is not an instant: 'soon'")],
      [spec, { asOf, edition: '2020' }, optionInvalid("edition is not one that there is: '2020'")],
      [spec, { asOf, texts: 'PASSWORD=x' }, optionInvalid('texts is not an object')],
      [
        spec,
        { asOf, texts: { environmentVariables: 'PASSWORD=x' } },
        optionInvalid('texts.environmentVariables is not an object'),
      ],
      [
        spec,
        { asOf, texts: { names: { runId: 3 } } },
        optionInvalid('texts.names.runId is not a string'),
      ],
      [
        spec,
        { asOf, texts: { signedInAs: [] } },
        optionInvalid('texts.signedInAs is not a string'),
      ],
    ];
    for (const [described, about, error] of refused) {
      await expect(advise(described as never, about as never)).rejects.toMatchObject(error);
    }
    await expect(estimateCosts({} as never)).rejects.toMatchObject({ code: 'CMK_SPEC_INVALID' });
  });
});
