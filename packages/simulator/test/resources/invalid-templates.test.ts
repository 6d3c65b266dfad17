import { describe, expect, it } from 'vitest';
import {
  deploy,
  deploymentId,
  deployments,
  emptyGroup,
  errorOf,
  FAST,
  GROUP,
  groupId,
  identity,
  IDENTITY,
  LOCATION,
  nested,
  send,
  template,
} from './deploying.ts';

const validation = (why: string) => ({
  statusCode: 400,
  code: 'InvalidTemplate',
  message: `Deployment template validation failed: '${why}'.`,
});

describe('templates that are not valid', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    [
      'a parameter without a value',
      { parameters: { name: { type: 'string' } } },
      {},
      "The value for the template parameter 'name' at line '1' and column '{column}' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.",
    ],
    [
      'a value without a parameter',
      { parameters: { name: { type: 'string' }, size: { type: 'int', defaultValue: 1 } } },
      { name: 'x', extra_param: 1 },
      "The template parameters 'extra_param' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are 'name, size'. Please see https://aka.ms/arm-pass-parameter-values for usage details.",
    ],
    [
      'a value that is not allowed',
      { parameters: { name: { type: 'string', allowedValues: ['a', 'b'] } } },
      { name: 'c' },
      "The provided value 'c' for the template parameter 'name' at line '1' and column '{column}' is not valid. The parameter value is not part of the allowed value(s): 'a,b'.",
    ],
    [
      'a function that there is not',
      { resources: [identity("[nowhere('a')]")] },
      {},
      "The template resource '[nowhere('a')]' at line '1' and column '{column}' is not valid: The template function 'nowhere' is not valid. Please see https://aka.ms/arm-functions for usage details.. Please see https://aka.ms/arm-functions for usage details.",
    ],
    [
      'a dependency on nothing',
      { resources: [identity('a', { dependsOn: ['b'] })] },
      {},
      "The resource 'b' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.",
    ],
    [
      'a reference where nothing runs yet',
      { resources: [identity("[reference('a').name]")] },
      {},
      "The template resource '[reference('a').name]' at line '1' and column '{column}' is not valid: The template function 'reference' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.. Please see https://aka.ms/arm-functions for usage details.",
    ],
    [
      'a variable that there is not',
      { resources: [identity("[variables('a')]")] },
      {},
      "The template resource '[variables('a')]' at line '1' and column '{column}' is not valid: The template variable 'a' is not found. Please see https://aka.ms/arm-syntax-variables for usage details.. Please see https://aka.ms/arm-functions for usage details.",
    ],
    [
      'a resource twice',
      { resources: [identity('a'), identity('A')] },
      {},
      `The resource 'Microsoft.ManagedIdentity/userAssignedIdentities/A' at line '1' and column '{column}' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    ],
    [
      'a secure value that is not allowed, which is not told again',
      {
        parameters: { key: { type: 'securestring', allowedValues: ['a'] } },
      },
      { key: 'sim-secret' },
      "The provided value for the template parameter 'key' at line '1' and column '{column}' is not valid. The parameter value is not part of the allowed value(s): 'a'.",
    ],
    [
      'a value that is too long',
      { parameters: { name: { type: 'string', maxLength: 2 } } },
      { name: 'abc' },
      "The provided value for the template parameter 'name' at line '1' and column '{column}' is not valid. Length of the value should be less than or equal to '2'. Please see https://aka.ms/arm-syntax-parameters for usage details.",
    ],
    [
      'a value of another type',
      { parameters: { name: { type: 'secureObject' } } },
      { name: 'abc' },
      "The provided value for the template parameter 'name' is not valid. Expected a value of type 'Object', but received a value of type 'String'. Please see https://aka.ms/arm-create-parameter-file for usage details.",
    ],
    [
      'a resource without a name',
      { resources: [identity('')] },
      {},
      "The template resource '' at line '1' and column '{column}' is not valid. The name property cannot be null or empty. Please see https://aka.ms/arm-syntax-resources for usage details.",
    ],
    [
      'more resources than a template may have',
      {
        resources: [1, 2].map((of) =>
          identity(`[format('a${of}-{0}', copyIndex())]`, { copy: { name: 'a', count: 640 } }),
        ),
      },
      {},
      "The number of template resources limit exceeded. Limit: '800' and actual: '1280'. Please see https://aka.ms/arm-syntax-resources for usage details.",
    ],
  ])('%s', async (_what, members, parameters, why) => {
    const sim = await emptyGroup();
    // In a template on one line: where the definition begins, or the last resource.
    const text = JSON.stringify(template(members));
    const begin = ['string', 'securestring', IDENTITY].map((type) =>
      text.lastIndexOf(`{"type":"${type}"`),
    );
    const column = Math.max(...begin) + 1;
    await expect(deploy(sim, members, parameters)).rejects.toMatchObject(
      validation(why.replace('{column}', String(column))),
    );
    await expect(deployments(sim).deployments.get(GROUP, 'main')).rejects.toMatchObject({
      code: 'DeploymentNotFound',
    });
  });

  it('names that are not as deep as types, with the place of the type', async () => {
    const sim = await emptyGroup();
    const resources = [
      identity('a'),
      identity('b/', { type: `${IDENTITY}/federatedIdentityCredentials/more` }),
    ];
    const { body } = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', {
      properties: { mode: 'Incremental', template: template({ resources }) },
    });
    const linePosition = JSON.stringify(template({ resources })).lastIndexOf(`"${IDENTITY}/f`) + 1;
    expect(body.error).toEqual({
      code: 'InvalidTemplate',
      message: `Deployment template validation failed: 'The template resource 'b/' for type '${IDENTITY}/federatedIdentityCredentials/more' at line '1' and column '${linePosition}' has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. Please see https://aka.ms/arm-syntax-resources for usage details.'.`,
      additionalInfo: [
        {
          type: 'TemplateViolation',
          info: { lineNumber: 1, linePosition, path: 'properties.template.resources[1].type' },
        },
      ],
    });
  });

  it.each([
    [
      "[concat('a]",
      "The language expression 'concat('a' is not valid: the string constant at position '7' is not terminated. String constants must be enclosed within a pair of single quotes.",
    ],
    [
      "[concat('a'{)]",
      "The language expression 'concat('a'{)' is not valid: the string character '{' at position '10' is not expected.",
    ],
    [
      '[]',
      "Unable to parse language expression '': expected token 'Identifier' and actual 'EndOfData'.",
    ],
  ])('the expression %s', async (name, why) => {
    const sim = await emptyGroup();
    await expect(deploy(sim, { resources: [identity(name)] })).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidTemplate',
      message: `Deployment template language expression evaluation failed: '${why}'. Please see https://aka.ms/arm-functions for usage details.`,
    });
  });

  it('an expression that is given to a nested deployment', async () => {
    const sim = await emptyGroup();
    const inner = nested('inner', template({}), 'inner', { a: { value: "[concat('a]" } });
    await expect(deploy(sim, { resources: [inner] })).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidTemplate',
    });
  });

  it('a function that is not simulated is refused by its name, wherever it stands', async () => {
    const sim = await emptyGroup();
    const asked = "[cidrHost('10.0.0.0/24', 1)]";
    const refused = 'the template function cidrHost is not simulated (simulator wording)';
    for (const resource of [
      identity('aaa', { location: asked }),
      identity('aaa', { tags: { it: asked } }),
      identity('aaa', { tags: { it: `[reference(${asked.slice(1, -1)})]` } }),
    ]) {
      await expect(deploy(sim, { resources: [resource] })).rejects.toThrow('DeploymentFailed');
      expect((await errorOf(sim)).details).toEqual([{ code: 'NotSimulated', message: refused }]);
    }
    await expect(deploy(sim, { resources: [identity(asked)] })).rejects.toMatchObject({
      statusCode: 501,
      message: refused,
    });
    const it = { type: 'string', value: asked };
    await expect(deploy(sim, { outputs: { it } })).rejects.toThrow(refused);
  });

  it('circles of dependencies', async () => {
    const sim = await emptyGroup();
    const circle = {
      resources: [identity('a', { dependsOn: ['b'] }), identity('b', { dependsOn: ['a'] })],
    };
    await expect(deploy(sim, circle)).rejects.toMatchObject({
      code: 'InvalidTemplate',
      message: `Deployment template validation failed: 'Circular dependency detected on resource: '${groupId(sim)}/providers/${IDENTITY}/a'. Please see https://aka.ms/arm-syntax-resources for usage details.'.`,
    });
  });

  it('what is not simulated is refused by its name', async () => {
    const sim = await emptyGroup();
    const refused = (message: string) => ({ statusCode: 501, code: 'NotSimulated', message });
    await expect(
      deploy(sim, {
        resources: [{ type: 'Microsoft.Web/sites', apiVersion: '2022-03-01', name: 'x' }],
      }),
    ).rejects.toMatchObject(
      refused(
        'PUT on the resource type Microsoft.Web/sites (of a template) is not simulated (simulator wording)',
      ),
    );
    const byLink = deployments(sim).deployments.createOrUpdate(
      GROUP,
      'link',
      { properties: { mode: 'Incremental', templateLink: { uri: 'https://example.com/t.json' } } },
      FAST,
    );
    await expect(byLink).rejects.toMatchObject(
      refused(
        "a template by link to a host ('example.com') that is no storage account of the simulator is not simulated (simulator wording)",
      ),
    );
    const properties = { mode: 'Incremental' as const, template: template({}) };
    const client = deployments(sim).deployments;
    await expect(
      client.createOrUpdateAtTenantScope('t', { location: LOCATION, properties }, FAST),
    ).rejects.toMatchObject(
      refused(
        'PUT a deployment at the tenant (Microsoft.Resources/deployments) is not simulated (simulator wording)',
      ),
    );
    await expect(
      client.createOrUpdateAtManagementGroupScope(
        'm',
        't',
        { location: LOCATION, properties },
        FAST,
      ),
    ).rejects.toMatchObject(
      refused(
        'PUT a deployment at a management group (Microsoft.Resources/deployments) is not simulated (simulator wording)',
      ),
    );
  });
});
