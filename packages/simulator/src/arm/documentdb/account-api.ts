/** Which API an account speaks, by its kind and its capabilities, for good. */
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';

/** An API, and what it brings to an account. */
interface Api {
  /** As `EnabledApiTypes` has it. */
  readonly name: string;
  /** Unless told otherwise. */
  readonly properties: JsonObject;
  /** Whatever is told. */
  readonly fixed?: JsonObject;
}

const BY_CAPABILITY: ReadonlyMap<string, string> = new Map(
  Object.entries({
    EnableCassandra: 'Cassandra',
    EnableTable: 'Table',
    EnableGremlin: 'Gremlin',
  }),
);
const MONGO = { name: 'EnableMongo' };

/** The API of a new account. */
export function apiOf(kind: string, given: JsonObject): Api {
  const { capabilities } = given;
  const asked = Array.isArray(capabilities) ? (capabilities as readonly JsonObject[]) : [];
  if (kind === 'MongoDB') {
    const others = asked.filter((one) => isObject(one) && one['name'] !== MONGO.name);
    const serverVersion = stringAt(objectAt(given, 'apiProperties'), 'serverVersion') ?? '3.6';
    return {
      name: 'MongoDB',
      properties: {
        analyticalStorageConfiguration: { schemaType: 'FullFidelity' },
        configurationOverrides: { EnableBsonSchema: 'True' },
      },
      fixed: { capabilities: [MONGO, ...others], apiProperties: { serverVersion } },
    };
  }
  const found = asked.map((one) => BY_CAPABILITY.get(stringAt(one, 'name') ?? '')).find(Boolean);
  return {
    name: found ?? 'Sql',
    properties: { analyticalStorageConfiguration: { schemaType: 'WellDefined' } },
  };
}
