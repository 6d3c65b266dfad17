import type { ResourceType } from '../../kernel/resource-type.ts';
import { refused } from './account-key.ts';
import { apiResourceType } from './api-resources.ts';
import { throughputType } from './throughput.ts';

/** Databases of the API for MongoDB; collections in them are not simulated. */
export const mongodbDatabases: ResourceType = apiResourceType({
  kind: 'mongodbDatabases',
  api: 'MongoDB',
  hasSystemMembers: false,
  missing: (context, { name }) =>
    refused(
      context,
      { message: `the database ${name} doesn't exist.`, evidence: 'recorded' },
      'NotFound',
      404,
    ),
});

export const mongodbDatabaseThroughput: ResourceType = throughputType('mongodbDatabases');
