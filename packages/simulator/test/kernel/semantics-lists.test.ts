/** ARM-090, ARM-091: pages and filters of lists, limits of tags. */
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import { readListFilter } from '../../src/kernel/list-filter.ts';
import type { StoredResource } from '../../src/kernel/resource.ts';

const NAMES = ['alpha', 'beta', 'gamma', 'alpine'];

const clientOf = (sim: Simulator) =>
  new ResourceManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

async function namesOf(items: AsyncIterable<{ name?: string }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of items) names.push(name ?? '');
  return names;
}

describe('lists', () => {
  const sim = createSimulator({ now: '2026-01-01T00:00:00Z' });
  const client = clientOf(sim);
  const identities = new ManagedServiceIdentityClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).userAssignedIdentities;

  beforeAll(async () => {
    for (const [index, name] of NAMES.entries()) {
      const tags = index % 2 === 0 ? { team: 'Red', cost: 'x' } : { team: 'blue' };
      const location = index < 2 ? 'westeurope' : 'northeurope';
      await client.resourceGroups.createOrUpdate(name, { location, tags });
      await identities.createOrUpdate('alpha', name, { location, tags });
    }
  });

  const groups = (filter: string) => namesOf(client.resourceGroups.list({ filter }));
  const resources = (filter: string) => namesOf(client.resources.list({ filter }));

  const urlOf = (query: Record<string, string>) =>
    `https://management.azure.com/subscriptions/${sim.subscriptionId}/resources?${new URLSearchParams({ 'api-version': '2021-04-01', ...query })}`;

  async function read(url: string): Promise<unknown> {
    const token = await sim.credential().getToken('https://management.azure.com/.default');
    const headers = { authorization: `Bearer ${token?.token ?? ''}` };
    return (await sim.fetch(url, { headers })).json();
  }

  /** The words of a refusal: the client's pages drop them. */
  const messageOf = async (query: Record<string, string>) =>
    ((await read(urlOf(query))) as { error: { message: string } }).error.message;

  it('ARM-090: groups are filtered by tag name, and by its value', async () => {
    expect(await groups("tagName eq 'cost'")).toEqual(['alpha', 'gamma']);
    expect(await groups("tagName eq 'TEAM' and tagValue eq 'red'")).toEqual(['alpha', 'gamma']);
    expect(await groups("tagName eq 'cost' and tagValue eq 'red'")).toEqual([]);
  });

  it('ARM-090: resources are filtered by type, place, name, tag, and combinations', async () => {
    const type = "resourceType eq 'Microsoft.ManagedIdentity/userAssignedIdentities'";
    expect(await resources(type)).toEqual(['alpha', 'alpine', 'beta', 'gamma']);
    expect(await resources(`${type} and location eq 'westeurope'`)).toEqual(['alpha', 'beta']);
    expect(await resources("substringof('alp', name)")).toEqual(['alpha', 'alpine']);
    expect(await resources("name eq 'beta' or (name eq 'gamma' and tagName eq 'cost')")).toEqual([
      'beta',
      'gamma',
    ]);
    expect(await resources("not name eq 'beta' and startswith(tagName, 'tea')")).toEqual([
      'alpha',
      'alpine',
      'gamma',
    ]);
    expect(await resources("tagName eq 'team' and tagValue eq 'Blue'")).toEqual(['alpine', 'beta']);
    expect(await resources("name eq 'it''s'")).toEqual([]);
  });

  it('ARM-090: a filter that cannot be read is refused; a property nobody plays is named', async () => {
    await expect(resources("name eq 'beta")).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidFilterInQueryString',
    });
    expect(await messageOf({ $filter: "name eq 'beta" })).toBe(
      "Invalid $filter 'name eq 'beta' specified in the query string. (simulator wording)",
    );
    await expect(resources("plan/name eq 'beta'")).rejects.toMatchObject({ statusCode: 501 });
    expect(await messageOf({ $filter: "plan/name eq 'beta'" })).toBe(
      "the property 'plan/name' in the filter 'plan/name eq 'beta'' is not simulated (simulator wording)",
    );
  });

  it('$expand tells when a resource was made and changed, and how far it is', async () => {
    const page = client.resources.list({ expand: 'createdTime,changedTime,provisioningState' });
    const { value } = await page.next();
    expect(value).toMatchObject({
      name: 'alpha',
      createdTime: new Date('2026-01-01T00:00:00Z'),
      changedTime: new Date('2026-01-01T00:00:00Z'),
      provisioningState: 'Succeeded',
    });
    const { value: plain } = await client.resources.list().next();
    expect(plain).not.toHaveProperty('createdTime', expect.anything());
    expect(await messageOf({ $expand: 'secrets' })).toBe(
      "$expand of 'secrets' in the list of resources is not simulated (simulator wording)",
    );
  });

  it('ARM-090: pages hold $top items and lead to the next, filter and all; the last has no nextLink', async () => {
    const filter = "location eq 'northeurope' or location eq 'westeurope'";
    const pages: string[][] = [];
    const links: (string | undefined)[] = [];
    const first = urlOf({ $filter: filter, $top: '3' });
    for (let next: string | undefined = first; next !== undefined;) {
      const body = (await read(next)) as { value: { name: string }[]; nextLink?: string };
      pages.push(body.value.map(({ name }) => name));
      links.push(body.nextLink);
      next = body.nextLink;
    }
    expect(pages).toEqual([['alpha', 'alpine', 'beta'], ['gamma']]);
    expect(new URL(links[0] ?? '').searchParams.get('$filter')).toBe(filter);
    expect(links.at(-1)).toBeUndefined();
  });

  it('any filter is read or refused, and never throws otherwise', () => {
    const words = fc.constantFrom(
      ..."name eq ne and or not ( ) , 'x' '' tagName tagValue substringof startswith ' $ é".split(
        ' ',
      ),
    );
    const resource: StoredResource = { id: '/a', type: 'A.B/c', name: 'x', properties: {} };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join(' ')),
        ),
        (text) => {
          try {
            expect(typeof readListFilter(text, { name: ({ name }) => name })(resource)).toBe(
              'boolean',
            );
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
            expect([400, 501]).toContain((error as Refusal).data.status);
          }
        },
      ),
    );
  });

  it('a filter and its negation share out what there is', () => {
    const fields = { name: ({ name }: StoredResource) => name };
    const name = fc.stringMatching(/^[a-c]{1,3}$/);
    fc.assert(
      fc.property(name, name, fc.constantFrom('eq', 'ne'), (own, asked, operator) => {
        const resource: StoredResource = { id: '/a', type: 'A.B/c', name: own, properties: {} };
        const plain = readListFilter(`name ${operator} '${asked}'`, fields)(resource);
        const negated = readListFilter(`not (name ${operator} '${asked}')`, fields)(resource);
        expect(negated).toBe(!plain);
        expect(plain).toBe((own === asked) === (operator === 'eq'));
      }),
    );
  });
});

describe('ARM-091: limits of tags', () => {
  const put = (tags: Record<string, string>) =>
    clientOf(createSimulator()).resourceGroups.createOrUpdate('tagged', {
      location: 'westeurope',
      tags,
    });
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, '']));

  it('are taken to the full', async () => {
    expect((await put({ ['n'.repeat(512)]: 'v'.repeat(256) })).tags).toBeDefined();
    expect(Object.keys((await put(many(50))).tags ?? {})).toHaveLength(50);
  });

  it.each([
    [many(51), 'TooManyTags', 'A resource has 50 tags at most; got 51.'],
    [{ ['n'.repeat(513)]: '' }, 'InvalidTagNameLength', 'A tag name has 1 to 512 characters.'],
    [{ 'a/b': '' }, 'InvalidTagNameCharacters', "Tag name 'a/b' contains invalid characters."],
    [
      { a: 'v'.repeat(257) },
      'InvalidTagValueLength',
      "The value of the tag 'a' has more than 256 characters.",
    ],
  ])('are not passed (%#)', async (tags, code, message) => {
    await expect(put(tags)).rejects.toMatchObject({
      statusCode: 400,
      code,
      message: `${message} (simulator wording)`,
    });
  });
});
