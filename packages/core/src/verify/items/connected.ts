/** AI Services that a hub is connected to: the hub's key does not pass down to them, each shows its own. */
import { parseArmId } from '../../azure/arm-id.ts';
import { type ArmRequest, sendArmRequest, workspaceApiVersion } from '../../azure/arm-request.ts';
import { armEndpointOf } from '../../azure/clients.ts';
import { apiVersions } from '../../plan/api-versions.ts';
import type { PostureItem } from '../posture.ts';
import { at, type Json, type Reader, type Reading, textAt } from '../reader.ts';
import { keyShown, shownKeys } from './shown-key.ts';
import { unknownItem } from './under-key.ts';

const RULES: readonly string[] = ['CMK-051'];
/** Categories of connections that lead to an account of Azure AI services. */
const CATEGORIES: ReadonlySet<string> = new Set(['aiservices', 'azureopenai', 'cognitiveservice']);

/** Connections of a hub, in the api-version that shows what they lead to; the typed client's does not. */
function readConnections(reader: Reader, hubId: string): Promise<Reading<readonly Json[]>> {
  const id = `${hubId}/connections`;
  return reader.read(`GET ${id}?api-version=${workspaceApiVersion}`, 'workspace', async () => {
    const client = await reader.clients.workspaces();
    const found: Json[] = [];
    let request: ArmRequest | undefined = {
      method: 'GET',
      endpoint: armEndpointOf(reader.clients.settings),
      id,
      apiVersion: workspaceApiVersion,
    };
    while (request) {
      const page = (await sendArmRequest(client, request, reader.signal)) as Json;
      const value = at(page, 'value');
      if (Array.isArray(value)) found.push(...(value as readonly Json[]));
      const next = textAt(page, 'nextLink');
      request = next === undefined ? undefined : { ...request, ...linked(next) };
    }
    return found;
  });
}

/** The rest of a list is where its link says. */
function linked(next: string): Pick<ArmRequest, 'endpoint' | 'id' | 'query'> {
  const { origin, pathname, searchParams } = new URL(next);
  return { endpoint: origin, id: pathname, query: Object.fromEntries(searchParams) };
}

/** A row for each account, however many connections lead to it. */
export async function connectedServices(
  reader: Reader,
  hubId: string,
): Promise<readonly PostureItem[]> {
  const connections = await readConnections(reader, hubId);
  if (!connections.ok) {
    return [unknownItem('aiServices', 'AI Services of the hub', hubId, connections, RULES)];
  }
  const leading = connections.value.filter((connection) =>
    CATEGORIES.has((textAt(connection, 'properties.category') ?? '').toLowerCase()),
  );
  const accounts = new Map<string, string>();
  const rows: PostureItem[] = [];
  for (const connection of leading) {
    const account = textAt(connection, 'properties.metadata.ResourceId');
    if (account === undefined) rows.push(unnamed(connection, hubId, connections.request));
    else accounts.set(account.toLowerCase(), account);
  }
  return [
    ...(await Promise.all([...accounts.values()].map((id) => accountRow(reader, id)))),
    ...rows,
  ];
}

async function accountRow(reader: Reader, id: string): Promise<PostureItem> {
  const what = `AI Services ${parseArmId(id)?.name ?? id}: connected to the hub`;
  const reading = await reader.resource(id, apiVersions.aiServicesAccount, 'aiServices');
  if (!reading.ok) return unknownItem('aiServices', what, id, reading, RULES);
  const shown = keyShown(reading, shownKeys.aiServicesAccount);
  return {
    place: 'aiServices',
    what,
    where: id,
    ...shown,
    ruleIds: RULES,
    ...(shown.under === 'microsoft'
      ? { note: 'The key of the hub does not pass down; set one on the account itself.' }
      : {}),
  };
}

/** A connection by address alone: whose account it is cannot be read. */
function unnamed(connection: Json, hubId: string, request: string): PostureItem {
  const name = textAt(connection, 'name') ?? '';
  return {
    place: 'aiServices',
    what: `AI Services behind connection ${name} of the hub`,
    where: textAt(connection, 'id') ?? hubId,
    under: 'unknown',
    evidence: [
      {
        request,
        property: 'value[].properties.target',
        value: textAt(connection, 'properties.target') ?? 'absent',
      },
    ],
    ruleIds: RULES,
    note: 'The connection names an address and no resource (metadata.ResourceId), so its key cannot be read.',
  };
}
