/** Templates and parameters by link, read through the blob service of a simulated storage account. */
import { describe, expect, it } from 'vitest';
import {
  deploymentId,
  deployments,
  errorOf,
  FAST,
  GROUP,
  identity,
  IDENTITY,
  send,
  storage,
  STORAGE,
  template,
} from './deploying.ts';
import { ACCOUNT, BLOBS, CONTAINER, linked, linkedScene, withIdentity } from './linked-scene.ts';

const OWN = { contentVersion: '1.0.0.0' };
const OTHER = { contentVersion: '4.3.2.1' };
const MAIN = { 'main.json': withIdentity('id') };

describe.each(['instant', 'realistic'] as const)('a template by link, %s', (latency) => {
  it('is read from a container that is open to the public', async () => {
    const { sim, deployLinked } = await linkedScene(MAIN, { latency });
    const uri = `${BLOBS}/main.json`;
    const made = await deployLinked({
      templateLink: { uri, contentVersion: '1.0.0.0' },
      parameters: { suffix: { value: 'one' } },
    });
    expect(sim.resources.one({ type: IDENTITY }).name).toBe('id-one');
    expect(made.properties).toMatchObject({
      provisioningState: 'Succeeded',
      templateLink: { uri, contentVersion: '1.0.0.0' },
      parameters: { suffix: { type: 'String', value: 'one' } },
    });
    const exported = await deployments(sim).deployments.exportTemplate(GROUP, 'main');
    expect(exported.template).toEqual(MAIN['main.json']);
    const read = sim.ledger.entries().filter(({ url, method }) => url === uri && method === 'GET');
    expect(read).toMatchObject([{ status: 200 }]);
  });

  it('is read with a signature, which no answer shows when it stands apart', async () => {
    const { sim, sas, deployLinked } = await linkedScene(MAIN, { latency, isPublic: false });
    const uri = `${BLOBS}/main.json`;
    await expect(deployLinked({ templateLink: { uri } })).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidContentLink',
      message: expect.stringMatching(
        /^Unable to download deployment content from 'https:\/\/sttemplates\.blob\.core\.windows\.net\/templates\/main\.json'\. The tracking Id is '[0-9a-f-]{36}'\. Please see https:\/\/aka\.ms\/arm-deploy for usage details\.$/,
      ),
    });
    const queryString = sas('main.json');
    const apart = await deployLinked({ templateLink: { uri, queryString } }, 'apart');
    expect(apart.properties?.templateLink).toEqual({ uri, contentVersion: '1.0.0.0' });
    const within = await deployLinked({ templateLink: { uri: `${uri}?${queryString}` } }, 'within');
    expect(within.properties?.templateLink?.uri).toBe(`${uri}?${queryString}`);
    const { body } = await send(sim, 'GET', deploymentId(sim, 'apart'), '2022-09-01');
    expect(JSON.stringify(body)).not.toContain('sig=');
    expect(JSON.stringify(sim.snapshot()).includes('queryString')).toBe(false);
  });

  it('takes the values of parameters from a file by link', async () => {
    const { sim, deployLinked } = await linkedScene(
      {
        ...MAIN,
        'parameters.json': `// Which one
          {"contentVersion": "1.0.0.1", "parameters": {"suffix": {"value": "file"}}}`,
      },
      { latency },
    );
    const uri = `${BLOBS}/parameters.json`;
    const made = await deployLinked({
      templateLink: { uri: `${BLOBS}/main.json` },
      parametersLink: { uri, contentVersion: '1.0.0.1' },
    });
    expect(made.properties).toMatchObject({ parametersLink: { uri, contentVersion: '1.0.0.1' } });
    expect(sim.resources.one({ type: IDENTITY }).name).toBe('id-file');
  });

  it('leads on to others: by address, and beside itself with the same signature', async () => {
    const files = {
      'main.json': template({
        resources: [
          linked('first', { relativePath: 'nested/one.json' }, { suffix: { value: 'first' } }),
          linked('second', {
            uri: "[uri(deployment().properties.templateLink.uri, concat('nested/two.json?', parameters('sas')))]",
          }),
        ],
        parameters: { sas: { type: 'securestring' } },
        outputs: { one: { type: 'string', value: "[reference('first').outputs.name.value]" } },
      }),
      'nested/one.json': withIdentity('one', {
        outputs: { name: { type: 'string', value: "[concat('one-', parameters('suffix'))]" } },
      }),
      'nested/two.json': template({
        resources: [linked('third', { relativePath: '../three.json' })],
      }),
      'three.json': withIdentity('three'),
    };
    const { sim, sas, deployLinked } = await linkedScene(files, { latency, isPublic: false });
    const queryString = sas();
    const made = await deployLinked({
      templateLink: { uri: `${BLOBS}/main.json`, queryString },
      parameters: { sas: { value: queryString } },
    });
    expect(made.properties?.outputs).toEqual({ one: { type: 'String', value: 'one-first' } });
    expect(sim.resources.list({ type: IDENTITY }).map(({ name }) => name)).toEqual([
      'one-first',
      'three-x',
    ]);
    const first = await deployments(sim).deployments.get(GROUP, 'first');
    expect(first.properties?.templateLink).toEqual({
      uri: `${BLOBS}/nested/one.json`,
      relativePath: 'nested/one.json',
      contentVersion: '1.0.0.0',
    });
  });

  it('that is not there fails the deployment around it', async () => {
    const files = {
      'main.json': template({ resources: [linked('gone', { relativePath: 'gone.json' })] }),
    };
    const { sim, deployLinked } = await linkedScene(files, { latency });
    await expect(deployLinked({ templateLink: { uri: `${BLOBS}/main.json` } })).rejects.toThrow(
      'DeploymentFailed',
    );
    expect(await errorOf(sim)).toMatchObject({
      details: [
        {
          code: 'InvalidContentLink',
          message: expect.stringContaining(`deployment content from '${BLOBS}/gone.json'`),
        },
      ],
    });
  });
});

describe('a template that only its owner can reach', () => {
  const CLIENT = '203.0.113.1';

  it('is out of reach behind a firewall, as documented', async () => {
    const { sim, deployLinked, storageAccounts } = await linkedScene(MAIN);
    await storageAccounts.update(GROUP, ACCOUNT, {
      networkRuleSet: { defaultAction: 'Deny', ipRules: [{ iPAddressOrRange: CLIENT }] },
    });
    const uri = `${BLOBS}/main.json`;
    expect((await sim.fetch(uri)).status).toBe(200);
    await expect(deployLinked({ templateLink: { uri } })).rejects.toMatchObject({
      code: 'InvalidContentLink',
    });
  });

  it('is out of reach with a signature that is for its address alone', async () => {
    const { sim, deployLinked, storageAccounts } = await linkedScene(MAIN, { isPublic: false });
    const { serviceSasToken } = await storageAccounts.listServiceSAS(GROUP, ACCOUNT, {
      canonicalizedResource: `/blob/${ACCOUNT}/${CONTAINER}/main.json`,
      resource: 'b',
      permissions: 'r',
      iPAddressOrRange: CLIENT,
      sharedAccessExpiryTime: new Date(sim.clock.now() + 60_000),
    });
    const uri = `${BLOBS}/main.json?${serviceSasToken}`;
    expect((await sim.fetch(uri)).status).toBe(200);
    await expect(deployLinked({ templateLink: { uri } })).rejects.toMatchObject({
      code: 'InvalidContentLink',
    });
  });
});

describe('a relative path', () => {
  it.each(['https://stother.blob.core.windows.net/t/inner.json', '//[/inner.json'])(
    'leads to no other host, so no signature goes there: %s',
    async (relativePath) => {
      const files = { 'main.json': template({ resources: [linked('inner', { relativePath })] }) };
      const { sim, sas, deployLinked } = await linkedScene(files, { isPublic: false });
      const templateLink = { uri: `${BLOBS}/main.json`, queryString: sas() };
      await expect(deployLinked({ templateLink })).rejects.toThrow('DeploymentFailed');
      expect(await errorOf(sim)).toMatchObject({
        details: [
          {
            code: 'InvalidDeployment',
            message: `The 'relativePath' '${relativePath}' of a template link leads to nothing beside the template around it. (simulator wording)`,
          },
        ],
      });
    },
  );
});

describe('a deployment that fails', () => {
  const broken = {
    template: template({ resources: [storage('not-a-name')] }),
    onErrorDeployment: { type: 'LastSuccessful' },
  };

  it('goes back to a template by link', async () => {
    const { sim, deployLinked } = await linkedScene(MAIN);
    await deployLinked({ templateLink: { uri: `${BLOBS}/main.json` } }, 'one');
    await expect(deployLinked(broken)).rejects.toThrow('DeploymentFailed');
    const { properties } = await deployments(sim).deployments.get(GROUP, 'main');
    expect(properties?.onErrorDeployment).toMatchObject({
      deploymentName: 'one',
      provisioningState: 'Succeeded',
    });
  });

  it('is refused by name when it would go back to one that a signature opened', async () => {
    const { sas, deployLinked } = await linkedScene(MAIN, { isPublic: false });
    const queryString = sas('main.json');
    await deployLinked({ templateLink: { uri: `${BLOBS}/main.json`, queryString } }, 'one');
    await expect(deployLinked(broken)).rejects.toMatchObject({
      statusCode: 501,
      message:
        "a redeployment of 'one' on an error: its template was read with a signature, which is kept nowhere is not simulated (simulator wording)",
    });
  });
});

describe.each(['instant', 'realistic'] as const)(
  'a template that contains itself, %s',
  (latency) => {
    it('under another name each time ends by name', async () => {
      const name = '[uniqueString(deployment().name)]';
      const files = {
        'main.json': template({ resources: [linked(name, { relativePath: 'main.json' })] }),
      };
      const { sim, deployLinked } = await linkedScene(files, { latency });
      await expect(deployLinked({ templateLink: { uri: `${BLOBS}/main.json` } })).rejects.toThrow(
        'DeploymentFailed',
      );
      expect(JSON.stringify(await errorOf(sim))).toContain(
        'a deployment that stands in more than 50 others is not simulated (simulator wording)',
      );
    });
  },
);

describe('a signature that a template makes', () => {
  it('opens the templates that it links to', async () => {
    const files = {
      'main.json': template({
        parameters: { expiry: { type: 'string' } },
        variables: {
          sas: {
            signedServices: 'b',
            signedResourceTypes: 'o',
            signedPermission: 'r',
            signedExpiry: "[parameters('expiry')]",
          },
        },
        resources: [
          linked('inner', {
            uri: `[concat('${BLOBS}/inner.json?', listAccountSas(resourceId('${STORAGE}', '${ACCOUNT}'), '2023-05-01', variables('sas')).accountSasToken)]`,
          }),
        ],
      }),
      'inner.json': withIdentity('id'),
    };
    const { sim, sas, deployLinked } = await linkedScene(files, { isPublic: false });
    await deployLinked({
      templateLink: { uri: `${BLOBS}/main.json`, queryString: sas('main.json') },
      parameters: { expiry: { value: new Date(sim.clock.now() + 60_000).toISOString() } },
    });
    expect(sim.resources.one({ type: IDENTITY }).name).toBe('id-x');
  });
});

describe('what a link leads to', () => {
  it('is held against the published schemas of what it writes', async () => {
    const network = {
      type: 'Microsoft.Network/virtualNetworks',
      apiVersion: '2024-10-01',
      name: 'vnet-linked',
      location: 'westeurope',
      properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, nobodyKnowsThis: true },
    };
    const { sim, deployLinked } = await linkedScene({
      'main.json': template({ resources: [linked('inner', { relativePath: 'inner.json' })] }),
      'inner.json': template({ resources: [network] }),
    });
    await deployLinked({ templateLink: { uri: `${BLOBS}/main.json` } });
    const put = sim.ledger.entries().find(({ url }) => url.includes('vnet-linked'));
    expect(put?.ignored).toEqual(['properties.nobodyKnowsThis']);
  });

  it('is validated and predicted', async () => {
    const files = {
      ...MAIN,
      'self.json': template({ resources: [linked('main', { relativePath: 'self.json' })] }),
      'endless.json': template({
        resources: [
          identity('[uniqueString(deployment().name)]'),
          linked('[uniqueString(deployment().name)]', { relativePath: 'endless.json' }),
        ],
      }),
    };
    const { sim, deployLinked } = await linkedScene(files);
    const client = deployments(sim).deployments;
    const properties = (name: string) => ({
      properties: { mode: 'Incremental' as const, templateLink: { uri: `${BLOBS}/${name}.json` } },
    });
    const valid = await client.validate(GROUP, 'main', properties('main'), FAST);
    expect(valid.properties?.validatedResources).toMatchObject([
      { id: expect.stringContaining('/id-x') },
    ]);
    const told = await client.whatIf(GROUP, 'main', properties('main'), FAST);
    expect(told.changes?.map(({ changeType }) => changeType)).toContain('Create');
    // One that stands in itself has no end.
    const circle = await client.whatIf(GROUP, 'main', properties('self'), FAST);
    expect(circle.changes).toContainEqual({
      resourceId: deploymentId(sim),
      changeType: 'Unsupported',
      unsupportedReason: "The deployment 'main' stands in itself. (simulator wording)",
    });
    // Under another name each time: documented, 500 nested templates are looked into.
    const endless = await client.whatIf(GROUP, 'main', properties('endless'), FAST);
    const byType = Map.groupBy(endless.changes ?? [], ({ changeType }) => changeType);
    expect(byType.get('Create')).toHaveLength(501);
    expect(byType.get('Ignore')?.map(({ resourceId }) => resourceId)).toContainEqual(
      expect.stringContaining('/Microsoft.Resources/deployments/'),
    );
    await expect(deployLinked(properties('self').properties)).rejects.toThrow('DeploymentFailed');
    expect(await errorOf(sim)).toMatchObject({ details: [{ code: 'DeploymentActive' }] });
  });

  const refusals: [string, Record<string, unknown>, Record<string, unknown>][] = [
    [
      'of another version than asked for',
      { templateLink: { uri: `${BLOBS}/main.json`, contentVersion: OTHER.contentVersion } },
      {
        code: 'InvalidTemplate',
        message: `Deployment template validation failed: 'The content version contained in the template '${OWN.contentVersion}' does not match the content version found in the deployment object's TemplateLink property '${OTHER.contentVersion}'. Please see https://aka.ms/arm-deploy for usage details.'.`,
      },
    ],
    [
      'at no address',
      { templateLink: { uri: 'main.json' } },
      {
        code: 'InvalidContentLink',
        message:
          "The provided content link 'main.json' is invalid or not supported. Content link must be an absolute URI not referencing local host or UNC path.",
      },
    ],
    [
      'on the machine itself',
      { templateLink: { uri: 'http://localhost/main.json' } },
      { code: 'InvalidContentLink' },
    ],
    [
      'on another host',
      { templateLink: { uri: 'https://example.com/main.json?sig=sim' } },
      {
        statusCode: 501,
        message:
          "a template by link to a host ('example.com') that is no storage account of the simulator is not simulated (simulator wording)",
      },
    ],
    [
      'that is no JSON',
      { templateLink: { uri: `${BLOBS}/text.json` } },
      {
        code: 'InvalidTemplate',
        message: expect.stringMatching(
          /^Deployment template parse failed: '.+'\. \(simulator wording\)$/,
        ),
      },
    ],
    [
      'beside nothing',
      { templateLink: { relativePath: 'main.json' } },
      {
        code: 'InvalidDeployment',
        message: "A 'templateLink' needs one of 'uri' and 'id'. (simulator wording)",
      },
    ],
    [
      'of parameters at no address',
      {
        templateLink: { uri: `${BLOBS}/main.json` },
        parametersLink: { contentVersion: '1.0.0.0' },
      },
      {
        code: 'InvalidDeployment',
        message: "The 'parametersLink' of a deployment needs a 'uri'. (simulator wording)",
      },
    ],
    [
      'with a template beside it',
      { templateLink: { uri: `${BLOBS}/main.json` }, template: template({}) },
      {
        code: 'InvalidDeployment',
        message:
          "A deployment has one of 'template' and 'templateLink', and this one has both. (simulator wording)",
      },
    ],
    [
      'with its parameters twice',
      {
        templateLink: { uri: `${BLOBS}/main.json` },
        parametersLink: { uri: `${BLOBS}/main.json` },
        parameters: { suffix: { value: 'x' } },
      },
      { code: 'InvalidDeployment' },
    ],
  ];
  it.each(refusals)('%s is refused', async (_what, properties, refusal) => {
    const { deployLinked } = await linkedScene({ ...MAIN, 'text.json': 'no template' });
    await expect(deployLinked(properties)).rejects.toMatchObject(refusal);
  });
});
