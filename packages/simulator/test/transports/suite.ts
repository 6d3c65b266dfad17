/** What any way to the simulator must do; run once per transport. */
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ResourceManagementClient } from '@azure/arm-resources';
import { ClientSecretCredential } from '@azure/identity';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { describe, expect, test } from 'vitest';
import { createSimulator, type Latency, type Simulator } from '../../src/index.ts';
import type { Behaviour, Reach, Transport } from './transport.ts';

const REGION = 'westeurope';
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Scene extends Reach {
  readonly sim: Simulator;
  readonly resources: ResourceManagementClient;
}

/** Runs every behaviour through one transport. */
export function describeTransport(transport: Transport): void {
  describe(`through ${transport.name}`, () => {
    const behaves = (
      behaviour: Behaviour,
      words: string,
      run: (scene: Scene) => Promise<void>,
      latency: Latency = 'instant',
    ): void => {
      const reason = transport.cannot?.[behaviour];
      if (reason !== undefined) {
        test.skip(`${behaviour}: ${words} (cannot: ${reason})`);
        return;
      }
      test(`${behaviour}: ${words}`, async () => {
        const sim = createSimulator({ now: '2026-01-01T00:00:00Z', latency });
        await transport.reach(sim, async (reach) => {
          const resources = new ResourceManagementClient(reach.credential, sim.subscriptionId, {
            ...reach.client,
          });
          await run({ ...reach, sim, resources });
        });
      });
    };

    behaves(
      'tokens',
      'a client secret is traded for a token, a wrong one is not',
      async ({ sim, client }) => {
        const { appId, clientSecret } = sim.principals.find(
          ({ displayName }) => displayName === 'owner',
        )!;
        const signIn = (secret: string) =>
          new ClientSecretCredential(sim.tenantId, appId!, secret, { ...client }).getToken(
            'https://management.azure.com/.default',
          );
        expect((await signIn(clientSecret!)).token.split('.')).toHaveLength(3);
        await expect(signIn('sim-wrong')).rejects.toThrow(
          /AADSTS7000215: Invalid client secret provided/,
        );
      },
    );

    behaves('resources', 'what is created is read back', async ({ resources, sim }) => {
      const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg`;
      const created = await resources.resourceGroups.createOrUpdate('rg', { location: REGION });
      expect(created).toMatchObject({ id, properties: { provisioningState: 'Succeeded' } });
      expect(await resources.resourceGroups.get('rg')).toEqual(created);
      expect(sim.ledger.entries().map(({ method, status }) => [method, status])).toEqual([
        ['PUT', 201],
        ['GET', 200],
      ]);
    });

    behaves(
      'absence',
      'what does not exist is an error with code and words',
      async ({ resources }) => {
        await expect(resources.resourceGroups.get('nope')).rejects.toMatchObject({
          name: 'RestError',
          statusCode: 404,
          code: 'ResourceGroupNotFound',
          message: expect.stringContaining("Resource group 'nope' could not be found."),
        });
      },
    );

    behaves('head', 'an answer without a body', async ({ resources }) => {
      await resources.resourceGroups.createOrUpdate('rg', { location: REGION });
      expect(await resources.resourceGroups.checkExistence('rg')).toMatchObject({ body: true });
      expect(await resources.resourceGroups.checkExistence('nope')).toMatchObject({ body: false });
    });

    behaves('unicode', 'every character arrives, both ways', async ({ resources }) => {
      const tags = { größe: '日本 🔑 "quoted" \\ \u{2028}' };
      await resources.resourceGroups.createOrUpdate('rg', { location: REGION, tags });
      expect((await resources.resourceGroups.get('rg')).tags).toEqual(tags);
    });

    behaves(
      'scopes',
      'a path that begins with two slashes is read as one that begins with one',
      async ({ sim, client, credential }) => {
        const scope = `/subscriptions/${sim.subscriptionId}`;
        const roles = new AuthorizationManagementClient(credential, sim.subscriptionId, {
          ...client,
        });
        const { value: first } = await roles.roleAssignments.listForScope(scope).next();
        const assignment = await roles.roleAssignments.get(scope, first!.name!);
        expect(assignment.id).toBe(first!.id);
        expect(sim.ledger.entries().map(({ url }) => new URL(url).host)).toEqual([
          'management.azure.com',
          'management.azure.com',
        ]);
      },
    );

    behaves(
      'keys',
      'challenge, key, wrap and unwrap',
      async ({ resources, sim, client, credential }) => {
        await resources.resourceGroups.createOrUpdate('rg', { location: REGION });
        const { objectId } = sim.principals.find(({ displayName }) => displayName === 'owner')!;
        const vaults = new KeyVaultManagementClient(credential, sim.subscriptionId, { ...client });
        const vault = await vaults.vaults.createOrUpdate('rg', 'kv-transport', {
          location: REGION,
          properties: {
            tenantId: sim.tenantId,
            sku: { family: 'A', name: 'standard' },
            enableRbacAuthorization: false,
            accessPolicies: [
              {
                tenantId: sim.tenantId,
                objectId,
                permissions: { keys: ['get', 'create', 'wrapKey', 'unwrapKey'] },
              },
            ],
          },
        });
        sim.ledger.clear();
        const keys = new KeyClient(vault.properties.vaultUri!, credential, { ...client });
        const key = await keys.createRsaKey('cmk', { keySize: 3072 });
        // The first call carries neither token nor body; its 401 says whom to ask for a token.
        expect(sim.ledger.entries().map(({ method, status }) => [method, status])).toEqual([
          ['POST', 401],
          ['POST', 200],
        ]);
        expect(key.key?.n).toHaveLength(384);
        const crypto = new CryptographyClient(key, credential, { ...client });
        const secret = new TextEncoder().encode('a data key of thirty-two bytes!!');
        const wrapped = await crypto.wrapKey('RSA-OAEP-256', secret);
        const unwrapped = await crypto.unwrapKey('RSA-OAEP-256', wrapped.result);
        expect([...unwrapped.result]).toEqual([...secret]);
      },
    );

    behaves(
      'long-running operations',
      'a removal is polled to its end, in virtual time',
      async ({ resources, sim }) => {
        await resources.resourceGroups.createOrUpdate('rg', { location: REGION });
        sim.ledger.clear();
        const before = sim.clock.now();
        await resources.resourceGroups.delete('rg');
        const polls = sim.ledger.entries().map(({ method, status }) => `${method} ${status}`);
        expect(polls[0]).toBe('DELETE 202');
        expect(polls.slice(1).every((poll) => poll.startsWith('GET 20'))).toBe(true);
        expect(polls.length).toBeGreaterThan(1);
        expect(sim.clock.now()).toBeGreaterThan(before);
        await expect(resources.resourceGroups.get('rg')).rejects.toMatchObject({ statusCode: 404 });
      },
      'realistic',
    );

    behaves('what is not simulated', 'answers 501 and names itself', async ({ resources, sim }) => {
      await resources.resourceGroups.createOrUpdate('rg', { location: REGION });
      const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg/providers/Microsoft.Batch/batchAccounts/b`;
      await expect(resources.resources.getById(id, '2024-07-01')).rejects.toMatchObject({
        statusCode: 501,
        code: 'NotSimulated',
        message: expect.stringMatching(
          /Microsoft\.Batch.*batchAccounts.* is not simulated \(simulator wording\)/,
        ),
      });
    });

    behaves('headers', 'ids and evidence come with every answer', async ({ resources }) => {
      let seen: Record<string, string> = {};
      await resources.resourceGroups
        .get('nope', {
          requestOptions: { headers: { 'x-ms-correlation-request-id': 'my-correlation' } },
          onResponse: ({ headers }) => {
            seen = headers.toJSON();
          },
        })
        .catch(() => undefined);
      expect(seen).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'x-ms-request-id': expect.stringMatching(GUID),
        'x-ms-correlation-request-id': 'my-correlation',
        'x-ms-failure-cause': 'gateway',
        'x-cmk-simulator-evidence': 'recorded',
      });
    });

    behaves('abort', 'an aborted call rejects and changes nothing', async ({ resources, sim }) => {
      await expect(
        resources.resourceGroups.createOrUpdate(
          'rg',
          { location: REGION },
          { abortSignal: AbortSignal.abort() },
        ),
      ).rejects.toMatchObject({ name: 'AbortError' });
      expect(sim.ledger.entries()).toEqual([]);
    });

    behaves(
      'isolation',
      'a fork sees nothing of its origin and the other way round',
      async ({ resources, sim }) => {
        await resources.resourceGroups.createOrUpdate('before', { location: REGION });
        const fork = sim.fork();
        await resources.resourceGroups.createOrUpdate('after', { location: REGION });
        const inFork = new ResourceManagementClient(fork.credential(), fork.subscriptionId, {
          ...fork.clientOptions(),
        });
        expect((await inFork.resourceGroups.get('before')).name).toBe('before');
        await expect(inFork.resourceGroups.get('after')).rejects.toMatchObject({ statusCode: 404 });
        await inFork.resourceGroups.createOrUpdate('only-in-fork', { location: REGION });
        await expect(resources.resourceGroups.get('only-in-fork')).rejects.toMatchObject({
          statusCode: 404,
        });
      },
    );
  });
}
