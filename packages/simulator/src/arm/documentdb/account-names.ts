/** Names of accounts: one holder in all of Azure, for a name is a host. */
import type { Route, UnitContext } from '../../kernel/resource-type.ts';
import { ACCOUNT_TYPE } from './account-versions.ts';

/** Whether some account has the name. */
export function isTaken(context: UnitContext, name: string): boolean {
  return context
    .subscriptions()
    .some(({ subscriptionId }) =>
      context
        .resources(ACCOUNT_TYPE, `/subscriptions/${subscriptionId}`)
        .some((account) => account.name.toLowerCase() === name.toLowerCase()),
    );
}

/** Whether a name is taken: 200, else 404, and no body. */
export const checkNameExists: Route = {
  method: 'HEAD',
  path: '/providers/Microsoft.DocumentDB/databaseAccountNames/{accountName}',
  handle: (context, { params }) => ({
    status: isTaken(context, params['accountName'] ?? '') ? 200 : 404,
  }),
};
