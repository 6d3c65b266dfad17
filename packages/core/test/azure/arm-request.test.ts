import { describe, expect, it } from 'vitest';

import {
  sendArmRequest,
  startArmOperation,
  workspaceApiVersion,
} from '../../src/azure/arm-request.ts';
import { createAzureClients } from '../../src/azure/clients.ts';
import { clouds } from '../../src/azure/clouds.ts';
import { resolveCaller } from '../../src/azure/caller.ts';
import { type Answer, scopeCredential, tableHttpClient } from './table-http-client.ts';

const ID =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws';
const ENDPOINT = clouds.public.resourceManager;
const IDENTITY =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i';
const encryption = {
  status: 'Enabled',
  keyVaultProperties: {
    keyVaultArmId: '/subscriptions/s/vault',
    keyIdentifier: 'https://v.vault.azure.net/keys/k/1',
  },
  identity: { userAssignedIdentity: IDENTITY },
};

async function workspaceClient(answer: (method: string, url: string) => Answer) {
  const table = tableHttpClient((request) => answer(request.method, request.url));
  const clients = createAzureClients({
    cloud: clouds.public,
    subscriptionId: '00000000-0000-4000-8000-000000000001',
    credential: scopeCredential(),
    policies: [],
    clientOptions: { httpClient: table.httpClient },
  });
  return { client: await clients.workspaces(), sent: table.sent };
}

describe('a raw request', () => {
  it('sends service-side encryption, the identity and the managed network exactly as given', async () => {
    const operation = `${ENDPOINT}/subscriptions/s/operations/1?api-version=${workspaceApiVersion}`;
    let polls = 0;
    const { client, sent } = await workspaceClient((method) => {
      if (method === 'PUT') return { status: 202, headers: { 'azure-asyncoperation': operation } };
      polls += 1;
      return { status: 200, body: { status: polls === 1 ? 'InProgress' : 'Succeeded' } };
    });
    const body = {
      location: 'westeurope',
      properties: {
        encryption,
        enableServiceSideCMKEncryption: true,
        managedNetwork: { isolationMode: 'Disabled' },
      },
    };
    const { poller } = await startArmOperation(client, {
      method: 'PUT',
      endpoint: ENDPOINT,
      id: ID,
      apiVersion: workspaceApiVersion,
      body,
    });
    await poller.poll();
    expect(poller.isDone).toBe(false);
    await poller.poll();
    expect(poller.isDone).toBe(true);
    expect(sent[0]).toEqual({
      method: 'PUT',
      url: `${ENDPOINT}${ID}?api-version=2025-09-01`,
      body,
      authorization: 'Bearer not-a-real-token',
    });
    expect(sent[1]?.url).toBe(operation);
  });

  it('throws what Azure refused, with its status and body', async () => {
    const { client } = await workspaceClient(() => ({
      status: 409,
      body: { error: { code: 'Conflict', message: 'Busy.' } },
    }));
    const request = {
      method: 'DELETE',
      endpoint: ENDPOINT,
      id: ID,
      apiVersion: workspaceApiVersion,
      query: { forceToPurge: 'true' },
    } as const;
    await expect(sendArmRequest(client, request)).rejects.toMatchObject({
      name: 'RestError',
      statusCode: 409,
      response: { bodyAsText: '{"error":{"code":"Conflict","message":"Busy."}}' },
    });
  });
});

describe('the typed workspace client', () => {
  it('keeps the encryption and its identity on PUT', async () => {
    const { client, sent } = await workspaceClient(() => ({
      status: 200,
      body: { properties: { provisioningState: 'Succeeded' } },
    }));
    await client.workspaces.beginCreateOrUpdate('rg', 'ws', {
      location: 'westeurope',
      encryption,
      hbiWorkspace: true,
    });
    expect(sent[0]?.body).toEqual({
      location: 'westeurope',
      properties: { encryption, hbiWorkspace: true },
    });
  });

  it('still loses service-side encryption and the managed network: the raw path is needed', async () => {
    const { client, sent } = await workspaceClient(() => ({
      status: 200,
      body: { properties: { provisioningState: 'Succeeded' } },
    }));
    const newer = {
      location: 'westeurope',
      enableServiceSideCMKEncryption: true,
      managedNetwork: { isolationMode: 'Disabled' },
    };
    await client.workspaces.beginCreateOrUpdate('rg', 'ws', newer);
    expect(sent[0]?.body).toEqual({ location: 'westeurope', properties: {} });
  });
});

describe('who deploys', () => {
  const credentialWith = (claims: unknown) => ({
    getToken: () =>
      Promise.resolve({
        token: `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`,
        expiresOnTimestamp: Number.MAX_SAFE_INTEGER,
      }),
  });

  it.each([
    [{ oid: 'object', idtyp: 'app', appid: 'app' }, 'ServicePrincipal'],
    [{ oid: 'object', scp: 'user_impersonation' }, 'User'],
  ])('is read from the token %j', async (claims, principalType) => {
    await expect(resolveCaller(clouds.public, credentialWith(claims))).resolves.toEqual({
      objectId: 'object',
      principalType,
    });
  });

  it('is unknown without an object id, and the error does not hold the token', async () => {
    const error = await resolveCaller(clouds.public, credentialWith({ appid: 'app' })).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject({
      code: 'CMK_TOKEN_WITHOUT_OBJECT_ID',
      hop: 'authentication',
      retryable: false,
    });
    expect(JSON.stringify(error)).not.toContain('h.');
  });
});
