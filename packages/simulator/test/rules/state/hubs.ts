/** Rules on hubs, asserted over what the simulator holds. */
import { expect } from 'vitest';
import {
  FAST,
  GROUP,
  idOf,
  keys,
  LOCATION,
  resources,
  scene,
  wireWorkspace,
  WORKSPACE,
} from '../../machinelearning/scene.ts';
import { factsOfState } from './state-facts.ts';
import { expectBroken, expectHolds } from './verdicts.ts';
import type { StateAssertions } from './assertions.ts';

const VERSION = '2025-09-01';
const TYPE = 'Microsoft.MachineLearningServices/workspaces';
const PROJECTS = ['project-a', 'project-b'];

export const hubAssertions: StateAssertions = {
  'CMK-050': async () => {
    const given = await scene();
    const { sim, workspaceId: hubId } = given;
    const { resources: client } = resources(sim);
    const hub = { ...(wireWorkspace(given) as object), kind: 'Hub', location: LOCATION };
    await client.createOrUpdateById(hubId, VERSION, hub, FAST);
    for (const name of PROJECTS) {
      const identity = { type: 'SystemAssigned' } as const;
      const properties = { hubResourceId: hubId };
      const project = { location: LOCATION, kind: 'Project', identity, properties };
      await client.createOrUpdateById(idOf(sim, TYPE, name), VERSION, project, FAST);
    }
    const facts = factsOfState(sim, hubId);
    expect(facts.projects?.map(({ name }) => name)).toEqual(PROJECTS);
    expectHolds('CMK-050', facts);
    // One group, however many projects.
    const groups = await Array.fromAsync(resources(sim).resourceGroups.list());
    const managed = groups.flatMap(({ name }) => (name === GROUP ? [] : [name]));
    expect(managed).toEqual([facts.managedGroup?.name]);
    expect(managed[0]).toContain(WORKSPACE);
    // Another key of the hub is another key for all of them.
    const next = await keys(sim).createRsaKey('next-key', { keySize: 3072 });
    const encryption = { keyVaultProperties: { keyIdentifier: next.id } };
    await client.updateById(hubId, VERSION, { properties: { encryption } }, FAST);
    const after = factsOfState(sim, hubId);
    expect(after.workspace?.encryption?.keyIdentifier).toBe(next.id);
    expectHolds('CMK-050', after);
    const [first, ...others] = after.projects ?? [];
    if (!first) throw new TypeError('the projects are gone');
    expectBroken('CMK-050', {
      ...after,
      projects: [{ ...first, keyIdentifier: given.keyId }, ...others],
    });
  },
};
