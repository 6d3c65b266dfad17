import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { deploymentId, emptyGroup, identity, nested, send, template } from './deploying.ts';

/** What a template comes to; a request for it is answered, and never by an error of the simulator's own. */
async function answerTo(
  sim: Simulator,
  members: Record<string, unknown>,
  parameters: Record<string, unknown> = {},
) {
  const properties = { mode: 'Incremental', template: template(members), parameters };
  const { status, body } = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', { properties });
  await sim.clock.advance({ minutes: 1 });
  return status === 201
    ? (await send(sim, 'GET', deploymentId(sim), '2022-09-01')).body.properties
    : { status, error: body.error };
}

const output = (value: unknown) => ({ outputs: { it: { type: 'object', value } } });
const doubled = (of: (before: string) => unknown, start: unknown) => {
  const steps = Array.from({ length: 60 }, (_, at) => [`v${at + 1}`, of(`variables('v${at}')`)]);
  return {
    variables: { v0: start, ...Object.fromEntries(steps) },
    ...output("[variables('v60')]"),
  };
};
const within = (depth: number, innermost: unknown): unknown =>
  depth === 0
    ? innermost
    : { copy: [{ name: 'x', count: 800, input: within(depth - 1, innermost) }] };

describe('templates without end', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a text twice itself, again and again', doubled((v) => `[concat(${v}, ${v})]`, 'abc')],
    ['a list of itself twice', doubled((v) => `[createArray(${v}, ${v})]`, [1])],
    ['a list that is written twice', doubled((v) => [`[${v}]`, `[${v}]`], [1])],
    ['an object of itself twice', doubled((v) => `[createObject('a', ${v}, 'b', ${v})]`, {})],
    [
      'variables that ask for each other, very deep',
      {
        variables: Object.fromEntries(
          Array.from({ length: 3000 }, (_, at) => [`v${at}`, `[variables('v${at + 1}')]`]),
        ),
        ...output("[variables('v0')]"),
      },
    ],
    [
      'a variable of itself',
      { variables: { a: "[variables('a')]" }, ...output("[variables('a')]") },
    ],
    [
      'a function of its own that calls itself',
      {
        functions: [
          { namespace: 'own', members: { f: { output: { type: 'string', value: '[own.f()]' } } } },
        ],
        ...output('[own.f()]'),
      },
    ],
    [
      'loops within loops of a function',
      output(
        "[map(range(0, 10000), lambda('a', map(range(0, 10000), lambda('b', map(range(0, 10000), lambda('c', 1))))))]",
      ),
    ],
    ['loops within loops of properties', output(within(4, 'x'))],
    [
      'long expressions within loops',
      output(within(3, `[if(true(), 1, concat('a'${", 'a'".repeat(4000)}))]`)),
    ],
    [
      'a list that grows inwards',
      output(
        "[reduce(range(0, 10000), createArray(), lambda('a', 'b', createArray(lambdaVariables('a'))))]",
      ),
    ],
    ['deep JSON', output(`[json('${'['.repeat(10_000)}${']'.repeat(10_000)}')]`)],
    ['a wide text', output("[padLeft('a', 1000000000)]")],
    ['a wide hole', output("[format('{0,1000000000}', 'a')]")],
    ['many digits', output("[format('{0:D1000000000}', 1)]")],
    ['a replacement that grows', output("[replace(padLeft('', 60000), ' ', padLeft('', 60000))]")],
    ['a long list joined', output("[join(range(0, 10000), padLeft('', 60000))]")],
    ['a range of everything', output('[range(0, 1000000000)]')],
    ['a date that there is not', output('[dateTimeFromEpoch(9000000000000)]')],
    ['what is no URI', output("[dataUriToString('data:,%')]")],
    [
      'a loop of everything',
      { resources: [identity('a', { copy: { name: 'a', count: 1_000_000_000 } })] },
    ],
    [
      'more resources than there may be',
      {
        resources: [1, 2].map((of) =>
          identity(`[format('a${of}-{0}', copyIndex())]`, { copy: { name: 'a', count: 800 } }),
        ),
      },
    ],
    [
      'loops of what is nested',
      {
        resources: [
          identity('[string(copyIndex())]', {
            copy: { name: 'a', count: 800 },
            resources: [identity('b', { type: 'c', copy: { name: 'b', count: 800 } })],
          }),
        ],
      },
    ],
    [
      'parameters that ask for each other',
      {
        parameters: {
          a: { type: 'string', defaultValue: "[parameters('b')]" },
          b: { type: 'string', defaultValue: "[parameters('a')]" },
        },
      },
    ],
    [
      'definitions of each other',
      {
        parameters: { a: { $ref: '#/definitions/a' } },
        definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } },
      },
    ],
  ])('%s', async (_what, members) => {
    const { status = 400, error } = await answerTo(await emptyGroup(), members);
    expect(status).toBe(400);
    expect(['InvalidTemplate', 'DeploymentOutputEvaluationFailed']).toContain(error.code);
  });

  it('a deployment of the template that it is in is refused by name', async () => {
    const sim = await emptyGroup();
    const { error } = await answerTo(sim, {
      resources: [
        {
          ...nested('[guid(deployment().name)]', template({})),
          properties: { mode: 'Incremental', template: '[deployment().properties.template]' },
        },
      ],
    });
    expect(error.details).toEqual([
      {
        code: 'NotSimulated',
        message:
          'a nested deployment whose template an expression makes is not simulated (simulator wording)',
      },
    ]);
  });

  it('a template that is sent as a text is read as deep as any body', async () => {
    const sim = await emptyGroup();
    const properties = {
      mode: 'Incremental',
      template: `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    };
    const { status, body } = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', {
      properties,
    });
    expect([status, body.error.code]).toEqual([400, 'InvalidDeployment']);
    expect(body.error.message).toContain('nested deeper than 128 levels');
  });

  it('a hundred thousand dependencies are read as one is', async () => {
    const sim = await emptyGroup();
    const { dependencies } = await answerTo(sim, {
      resources: [
        identity('first'),
        identity("[format('id-{0}', copyIndex())]", {
          copy: { name: 'ids', count: 50 },
          dependsOn: "[map(range(0, 2000), lambda('at', 'first'))]",
        }),
      ],
    });
    expect(dependencies).toHaveLength(50);
  });

  it('800 resources of a loop are deployed', async () => {
    const sim = await emptyGroup();
    const { outputResources } = await answerTo(sim, {
      resources: [identity("[format('id-{0}', copyIndex())]", { copy: { name: 'a', count: 800 } })],
    });
    expect(outputResources).toHaveLength(800);
  });
});

/** Names that every object of JavaScript knows. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'] as const;

describe.each(INHERITED)('the name %s', (name) => {
  // As JSON has it: a member of its own.
  const of = (value: unknown) =>
    JSON.parse(`{"${name}":${JSON.stringify(value)}}`) as Record<string, unknown>;

  it('can be that of a parameter, a variable, a property, a function and an output', async () => {
    const sim = await emptyGroup();
    const { parameters, outputs } = await answerTo(
      sim,
      {
        parameters: of({ type: 'string' }),
        variables: of(of("[parameters('" + name + "')]")),
        functions: [
          {
            namespace: 'own',
            members: of({
              parameters: [{ name, type: 'string' }],
              output: { type: 'string', value: `[concat(parameters('${name}'), '!')]` },
            }),
          },
        ],
        outputs: of({ type: 'string', value: `[own.${name}(variables('${name}').${name})]` }),
      },
      of({ value: 'given' }),
    );
    expect(Object.entries(parameters)).toEqual([[name, { type: 'String', value: 'given' }]]);
    expect(Object.entries(outputs)).toEqual([[name, { type: 'String', value: 'given!' }]]);
  });

  it.each([
    [`[parameters('${name}')]`, `The template parameter '${name}' is not found.`],
    [`[variables('${name}')]`, `The template variable '${name}' is not found.`],
    [`[createObject('a', 1).${name}]`, `The language expression property '${name}' doesn't exist`],
    [`[resourceGroup().${name}]`, `The language expression property '${name}' doesn't exist`],
    [
      `[createArray(1)['${name}']]`,
      `The language expression property '${name}' can't be evaluated`,
    ],
  ])('is inherited by nothing: %s', async (value, why) => {
    const { error } = await answerTo(await emptyGroup(), output(value));
    expect(error.details[0].message).toContain(why);
  });

  it('is kept where objects are put together', async () => {
    const sim = await emptyGroup();
    const { outputs } = await answerTo(sim, {
      variables: { a: of(of(1)), b: of({ other: 2 }) },
      outputs: {
        merged: {
          type: 'object',
          value: "[shallowMerge(createArray(variables('a'), variables('b')))]",
        },
        united: { type: 'object', value: "[union(variables('a'), variables('b'))]" },
        none: { type: 'bool', value: `[contains(createObject('a', 1), '${name}')]` },
        nothing: { type: 'object', value: `[tryGet(createObject('a', 1), '${name}')]` },
      },
    });
    expect(Object.entries(outputs.merged.value)).toEqual([[name, { other: 2 }]]);
    expect(Object.entries(outputs.united.value)).toEqual([[name, { ...of(1), other: 2 }]]);
    expect([outputs.none.value, outputs.nothing.value]).toEqual([false, null]);
  });
});

/** Values that trip what turns them into texts or looks into them. */
const ODD = [
  '{"toString":1,"valueOf":1}',
  '[{"toString":null}]',
  '{"__proto__":{"a":1}}',
  'null',
  '1e300',
];
const FUNCTIONS = [
  'contains',
  'toObject',
  'concat',
  'string',
  'union',
  'intersection',
  'tenantResourceId',
  'resourceId',
  'extensionResourceId',
  'min',
  'bool',
  'int',
  'dateTimeAdd',
  'format',
  'join',
  'split',
  'padLeft',
  'substring',
  'tryGet',
  'uniqueString',
  'reference',
  'listKeys',
  'resourceInfo',
  'createObject',
  'shallowMerge',
  'items',
  'equals',
];

it('any function answers or refuses any values', async () => {
  const sim = await emptyGroup();
  const argument = fc.oneof(
    fc.constantFrom(...ODD.map((odd) => `json('${odd}')`)),
    fc.constantFrom('-1', '0', '9007199254740991', "''", "'a/b'", "lambda('x', json('{}'))"),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FUNCTIONS),
      fc.array(argument, { maxLength: 4 }),
      async (name, args) => {
        const answer = await answerTo(sim, output(`[${name}(${args.join(', ')})]`));
        const { error, provisioningState } = answer;
        expect(error?.code ?? provisioningState).toMatch(
          /^(?:Succeeded|InvalidTemplate|DeploymentOutputEvaluationFailed)$/,
        );
      },
    ),
  );
});
