/**
 * What the repository holds must not be somebody's: every GUID is a constant that Microsoft publishes or is plainly made up,
 * every e-mail address is in a domain for examples, every IP address in a range for examples or private networks.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { BlockList, isIPv4 } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Made from what others publish: the lock file, and the schemas of bodies with what is compiled of them. */
const IMPORTED =
  /^(?:pnpm-lock\.yaml$|packages\/simulator\/(?:src\/)?schemas\/.*\.(?:json|gen\.\w+)$)/;

/** GUIDs that Microsoft publishes, each with what it is. May only hold what is used. */
const published: Readonly<Record<string, string>> = {
  // Applications of Microsoft, in every tenant.
  '00000003-0000-0000-c000-000000000000': 'Microsoft Graph',
  '0736f41a-0425-4b46-bdb5-1563eff02385': 'Azure Machine Learning',
  '04b07795-8ddb-461a-bbee-02f9e1bf7b46': 'Azure CLI',
  '1950a258-227b-4e31-a9cf-717495945fc2': 'Azure PowerShell',
  '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d': 'Azure Databricks',
  '57506a73-e302-42a9-b869-6f12d9ec29e9': 'Azure Cosmos DB, Azure Government',
  '6bb8e274-af5d-4df2-98a3-4fd78b4cafd9': 'Azure Container Instances',
  '797f4846-ba00-4fd7-ba43-dac1f8f63013': 'Azure Resource Manager',
  '7a69ecfc-efab-4a1a-acb2-8a4ccc6469ea': 'Microsoft.ClassicInfrastructureMigrate',
  'a232010e-820c-4083-83bb-3ace5fc29d0b': 'Azure Cosmos DB',
  'aebc6443-996d-45c2-90f0-388ff96faa56': 'Visual Studio Code',
  'cfa8b339-82a2-471a-a3c9-0fc0be7a4093': 'Azure Key Vault',
  'e406a681-f3d4-42a8-90b6-c2b029497af1': 'Azure Storage',
  // What templates make GUIDs from.
  '11fb06fb-712d-4ddd-98c7-e71bbd588830': 'namespace of the template function guid',
  // Built-in roles.
  '00482a5a-887f-4fb3-b363-3b7fe8e74483': 'Key Vault Administrator',
  '08bbd89e-9f13-488c-ac41-acfcb10c90ab': 'Key Vault Crypto Service Release User',
  '12338af0-0e69-4776-bea7-57ae8d297424': 'Key Vault Crypto User',
  '14b46e9e-c2b7-41b4-b07b-48a6ebf60603': 'Key Vault Crypto Officer',
  '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9': 'User Access Administrator',
  '21090545-7ca7-4776-b22c-e363652d74d2': 'Key Vault Reader',
  '2a2b9908-6ea1-4ae2-8e63-a410df84e7d1': 'Storage Blob Data Reader',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  '7f951dda-4ed3-4680-a7ca-43fe172d538d': 'AcrPull',
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': 'Owner',
  'a4417e6f-fecd-4de8-b567-7b0420556985': 'Key Vault Certificates Officer',
  'a68e7c17-0ab2-4c09-9a58-125dae29748c': 'Key Vault Purge Operator',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  'b24988ac-6180-42a0-ab88-20f7382dd24c': 'Contributor',
  'b556d68e-0be0-4f35-a333-ad7ee1ce17ea': 'Azure AI Enterprise Network Connection Approver',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  'c7ce0eef-57d5-4c6a-afff-6c2808a0a9d1': 'role of Microsoft.ClassicInfrastructureMigrate',
  'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba': 'Key Vault Certificate User',
  'e147488a-f6f5-4113-8e2d-b22465e65bf6': 'Key Vault Crypto Service Encryption User',
  'f1a07417-d97a-45cb-824c-7a7467783830': 'Managed Identity Operator',
  'f25e0fa2-a7c8-4377-a976-54943a77a395': 'Key Vault Contributor',
  // Built-in policies, by what they are about.
  '0aa61e00-0a01-4a3c-9945-e93cffedf0e6': 'container groups under a customer-managed key',
  '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53': 'vaults with deletion protection',
  '152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0': 'keys with an expiration date',
  '1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d': 'vaults with soft delete',
  '1f905d99-2ab7-462c-a6b0-f709acca6c8f': 'Azure Cosmos DB accounts under a customer-managed key',
  '5f0c7d88-c7de-45b8-ac49-db49e72eaa78': 'workspaces with a user-assigned identity',
  '6fac406b-40ca-413b-bf8e-0bf964659c25': 'storage accounts under a customer-managed key',
  '7433c107-6db4-4ad1-b57a-a76dce0154a1': 'storage accounts with allowed SKUs',
  '7d7be79c-23ba-4033-84dd-45e2a5ccdd67': 'disks of clusters under a customer-managed key',
  '7f40cee6-e933-4d0f-a782-b96615e0f4a6': 'workspaces under a customer-managed key, audit only',
  'ba769a63-b8cc-4b2d-abf6-ac33c7204be8': 'workspaces under a customer-managed key',
};

/** `.invalid` and `example.*` are reserved for this. */
const EXAMPLE_DOMAIN = /(?:^|\.)(?:example\.(?:com|net|org)|invalid)$/i;

const exampleAddresses = new BlockList();
for (const [net, prefix] of [
  // For documentation.
  ['192.0.2.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Private, of the machine itself, of the link (instance metadata), any.
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['0.0.0.0', 32],
] as const) {
  exampleAddresses.addSubnet(net, prefix);
}

const GUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const EMAIL = /(?<![\w.%+-])[\w.%+-]{1,64}@((?:[\w-]+\.)+[a-z]{2,})\b/gi;
/** What stands before the user of a URL. */
const IN_URL = /:\/\/[^\s/]*$/;
/** Not a part of a longer number, such as that of a section, and not the version of a template's content. */
const IP_ADDRESS =
  /(?<![\w.]|section |contentVersion["']?: ["'])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/gi;

/** One or two digits over and over, or zeros with a short number behind. */
const isRepeated = (digits: string): boolean => /^(?:(..?)\1*|0*[0-9a-f]{1,4})$/.test(digits);

/** Whether nobody can have been given a GUID: a pattern, or one whose middle is blank. */
function isMadeUp(guid: string): boolean {
  const [first = '', second = '', third = '', fourth = '', last = ''] = guid.split('-');
  if (`${second}-${third}-${fourth}` === '0000-4000-8000') return true;
  // The first digits of two groups are version and variant.
  return [first, second, third.slice(1), fourth.slice(1), last].every(isRepeated);
}

/** What a text holds that could be somebody's. */
function foreign(text: string): string[] {
  const guids = [...text.matchAll(GUID)]
    .map(([guid]) => guid.toLowerCase())
    .filter((guid) => !(guid in published) && !isMadeUp(guid));
  const emails = [...text.matchAll(EMAIL)].flatMap(({ 0: email, 1: domain = '', index }) =>
    EXAMPLE_DOMAIN.test(domain) || IN_URL.test(text.slice(Math.max(0, index - 64), index))
      ? []
      : [email],
  );
  const addresses = [...text.matchAll(IP_ADDRESS)].flatMap(([address]) =>
    isIPv4(address) && !exampleAddresses.check(address) ? [address] : [],
  );
  return [...guids, ...emails, ...addresses];
}

const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const texts = listed.stdout
  .split('\0')
  .filter((file) => file !== '' && !IMPORTED.test(file))
  // Git lists what was deleted and not committed yet.
  .filter((file) => existsSync(join(root, file)))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

describe('what the repository holds', () => {
  it('is nobody’s: no GUID, e-mail address or IP address but published or made-up ones', () => {
    expect(listed.status).toBe(0);
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.flatMap(({ file, text }) => foreign(text).map((found) => [file, found]))).toEqual(
      [],
    );
  });

  it('uses every published GUID that is on the list', () => {
    const others = texts.filter(({ file }) => file !== 'test/constants.test.ts');
    const unused = Object.keys(published).filter(
      (guid) => !others.some(({ text }) => text.includes(guid)),
    );
    expect(unused).toEqual([]);
  });
});

describe('the search for what could be somebody’s', () => {
  // In two parts each, so that this file holds none.
  it.each([
    ['3f2504e0-4f89-41d3', '-9a0c-0305e82c3301'],
    ['3F2504E0-4F89-41D3', '-9A0C-0305E82C3301'],
    ['11111111-1111-4111', '-8111-0305e82c3301'],
    ['ann@', 'litware.dev'],
    ['8.8', '.8.8'],
  ])('finds %s…', (start, end) => {
    const text = start + end;
    expect(foreign(`what: "${text}", more`)).toEqual([text.toLowerCase()]);
  });

  it.each([
    '00000000-0000-0000-0000-000000000000',
    '00000000-0000-4000-8000-0000000000aa',
    '11111111-2222-4333-8444-555555555555',
    'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    'ann@example.com',
    'bob@tenant-2.simulator.invalid',
    'https://user@kv-ml.vault.azure.net/',
    'msw@2.15.0',
    '203.0.113.7',
    '300.1.1.1',
  ])('takes %s', (text) => {
    expect(foreign(text)).toEqual([]);
  });
});
