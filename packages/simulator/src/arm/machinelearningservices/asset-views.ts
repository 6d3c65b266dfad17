/** Which assets a list shows: those in use, those archived, or all. */
import type { JsonObject } from '../../kernel/json.ts';
import { oneOf } from './child-model.ts';

const VIEWS = ['ActiveOnly', 'ArchivedOnly', 'All'] as const;

/** Whether `listViewType` shows something; default: what is not archived. */
export function isInView(properties: JsonObject, query: ReadonlyMap<string, string>): boolean {
  const view = oneOf(query.get('listViewType') ?? 'ActiveOnly', VIEWS, 'listViewType');
  return view === 'All' || (properties['isArchived'] === true) === (view === 'ArchivedOnly');
}
