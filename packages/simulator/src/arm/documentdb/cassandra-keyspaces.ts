import type { ResourceType } from '../../kernel/resource-type.ts';
import { apiResourceType } from './api-resources.ts';
import { notFoundByReplica } from './child-model.ts';
import { throughputType } from './throughput.ts';

/** Keyspaces of the Cassandra API; tables in them are not simulated. */
export const cassandraKeyspaces: ResourceType = apiResourceType({
  kind: 'cassandraKeyspaces',
  api: 'Cassandra',
  hasSystemMembers: true,
  missing: notFoundByReplica,
});

export const cassandraKeyspaceThroughput: ResourceType = throughputType('cassandraKeyspaces');
