import type { ProjectSpec, Tags } from '../../spec/types.ts';
import type { DescribedProject } from './description.ts';
import type { Identities } from './identities.ts';
import { type Home, homeId } from './registry.ts';
import { settingsOf } from './workspace.ts';

/** Describes the projects of a hub. */
export function describeProjects(
  projects: readonly ProjectSpec[],
  { home, tags, identities }: { home: Home; tags: Tags; identities: Identities },
): readonly DescribedProject[] {
  return projects.map((project) => {
    const { name, identity } = project;
    return {
      stepId: `project.${name}`,
      id: homeId(home, 'Microsoft.MachineLearningServices/workspaces', name),
      name,
      create: true,
      step: settingsOf(project, tags),
      ...(identity ? { identity: identities.add(identity) } : {}),
    };
  });
}
