import type { ProjectSpec, Tags } from '../../spec/types.ts';
import type { DescribedProject } from './description.ts';
import type { Identities } from './identities.ts';
import { type Home, homeId } from './registry.ts';

/** Describes the projects of a hub. */
export function describeProjects(
  projects: readonly ProjectSpec[],
  { home, tags, identities }: { home: Home; tags: Tags; identities: Identities },
): readonly DescribedProject[] {
  return projects.map((project) => {
    const { name, friendlyName, description, identity } = project;
    return {
      stepId: `project.${name}`,
      id: homeId(home, 'Microsoft.MachineLearningServices/workspaces', name),
      name,
      create: true,
      step: {
        ...(friendlyName === undefined ? {} : { friendlyName }),
        ...(description === undefined ? {} : { description }),
        highBusinessImpact: project.highBusinessImpact ?? false,
        publicNetworkAccess: project.publicNetworkAccess ?? 'Enabled',
        tags: { ...tags, ...project.tags },
      },
      ...(identity ? { identity: identities.add(identity) } : {}),
    };
  });
}
