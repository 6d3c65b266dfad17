import { judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-078',
  name: 'generated-data',
  statement:
    'Data that Automated Machine Learning generates is in a datastore of the workspace, and telemetry of endpoints may be in Application Insights: both are to be encrypted there.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Microsoft-generated data',
      line: 130,
      anchor: 'transient, pre-processed data',
    },
    {
      document: 'ENC',
      section: 'Microsoft-generated data',
      line: 132,
      anchor: 'Azure Application Insights instance',
    },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['claims'],
  check: (facts) =>
    judgeClaims(facts, ['automatedMlData', 'applicationInsights'], only('customer', 'none')),
  fix: 'Set a key on the storage account of the datastore, and link Application Insights to a Log Analytics cluster with a key.',
});
