import type { Posture } from '../../src/verify/posture.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';

/** Where resources of the posture are. */
export const PROVIDERS = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-ml/providers`;
export const WORKSPACE = `${PROVIDERS}/Microsoft.MachineLearningServices/workspaces/ml`;

/** A posture put together by hand: empty, but for what a test is about. */
export const postureOf = (about: Partial<Posture>): Posture => ({
  kind: 'posture',
  asOf: '2026-09-01T08:00:00.000Z',
  edition: 'current',
  editionStamp: 'current@2026-08',
  cloud: 'public',
  tenantId: '22222222-2222-4222-8222-222222222222',
  subscriptionId: SUBSCRIPTION,
  workspaceId: WORKSPACE,
  items: [],
  keyUse: [],
  rules: [],
  unread: [],
  ...about,
});
