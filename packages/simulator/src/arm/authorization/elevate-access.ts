import { authorizationFailed } from '../../kernel/gateway-errors.ts';
import type { Route } from '../../kernel/resource-type.ts';
import { standingAssignment } from '../../kernel/standing-assignment.ts';

const USER_ACCESS_ADMINISTRATOR = '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9';
const ACTION = 'Microsoft.Authorization/elevateAccess/action';
/** As Azure/azure-rest-api-specs#10142 shows it. */
const SCOPE = '/providers/Microsoft.Authorization';

/** How a global administrator comes to give roles at the tenant's root, and so in every management group. */
export const elevateAccess: readonly Route[] = [
  {
    method: 'POST',
    path: `${SCOPE}/elevateAccess`,
    handle: (context) => {
      const { caller, now } = context;
      const principal = context.principal(caller.objectId);
      if (principal?.isGlobalAdministrator !== true) {
        throw authorizationFailed(caller, ACTION, SCOPE);
      }
      const name = context.namedGuid('elevateAccess', caller.objectId);
      const assignment = standingAssignment(principal, USER_ACCESS_ADMINISTRATOR, '/', name, now);
      return { status: 200, effects: assignment };
    },
  },
];
