/** What containers have written. */
import { Refusal } from '../../kernel/errors.ts';
import { objectAt, stringAt } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import { containersOf } from './container-group-run.ts';

/** Where the state of a group is one of these, its containers were there to write something. */
const HAD_CONTAINERS = ['Running', 'Stopped'];

/** The log of one container: empty, since nothing runs here and what stopped keeps nothing. */
export function listLogs(
  _context: UnitContext,
  { resource, params }: ActionRequest & { readonly params: Readonly<Record<string, string>> },
): ActionAnswer {
  const name = params['container'] ?? '';
  if (!containersOf(resource).some((container) => stringAt(container, 'name') === name)) {
    throw new Refusal({
      status: 404,
      code: 'ContainerNotFound',
      message: `The container '${name}' was not found in the container group '${resource.name}'.`,
      evidence: 'assumed',
    });
  }
  const state = stringAt(objectAt(resource.properties, 'instanceView'), 'state') ?? '';
  if (HAD_CONTAINERS.includes(state)) return { status: 200, body: { content: '' } };
  throw new Refusal({
    status: 404,
    code: 'ContainerLogNotAvailable',
    message: `Log of container '${name}' in container group '${resource.name}' is not available yet. Please check container 'InstanceView' for more information or retry later.`,
    evidence: 'reported',
  });
}
