/** Frontends of load balancers that have public addresses. */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { listedParts } from './listed-parts.ts';
import { LOAD_BALANCERS } from './network-types.ts';

/** The id of the public address that a frontend names; `undefined` of private ones. */
export function publicAddressOf(frontend: JsonObject): string | undefined {
  return stringAt(objectAt(frontend, 'properties')['publicIPAddress'], 'id');
}

/** Ids of the frontends that have an address. */
export function frontendsAt(context: UnitContext, addressId: string): string[] {
  return context
    .resources(LOAD_BALANCERS, addressId.split('/').slice(0, 3).join('/'))
    .flatMap((balancer) => listedParts(balancer, 'frontendIPConfigurations'))
    .filter((frontend) => same(publicAddressOf(frontend) ?? '', addressId))
    .map(({ id }) => String(id));
}

/** Refuses frontends whose address is not there, is of another sku, or is somebody else's. */
export function checkPublicFrontends(
  context: UnitContext,
  balancer: { readonly id: string; readonly skuName: string },
  frontends: readonly JsonObject[],
): void {
  for (const [index, frontend] of frontends.entries()) {
    const addressId = publicAddressOf(frontend) ?? '';
    const address = context.resource(addressId);
    const id = String(frontend['id']);
    if (!address) {
      throw new Refusal({
        status: 400,
        code: 'InvalidResourceReference',
        message: `Resource ${addressId} referenced by resource ${balancer.id} was not found.`,
        evidence: 'assumed',
      });
    }
    const skuName = stringAt(address.sku, 'name') ?? '';
    if (!skuName.startsWith(balancer.skuName)) {
      // MicrosoftDocs/azure-docs#44148.
      throw reported(
        'PublicIPAndLBSkuDoNotMatch',
        `${balancer.skuName} sku load balancer ${balancer.id} cannot reference ${skuName} sku publicIP ${address.id}.`,
      );
    }
    const others = [
      ...frontendsAt(context, address.id),
      ...frontends
        .slice(0, index)
        .filter((other) => same(publicAddressOf(other) ?? '', address.id))
        .map((other) => String(other['id'])),
    ];
    const user = others.find((other) => !same(other, id));
    if (user !== undefined) {
      // gardener/gardener-extension-provider-azure#757.
      throw reported(
        'PublicIPAddressInUse',
        `Resource ${id} is referencing public IP address ${address.id} that is already allocated to resource ${user}.`,
      );
    }
  }
}

const reported = (code: string, message: string): Refusal =>
  new Refusal({ status: 400, code, message, evidence: 'reported' });
