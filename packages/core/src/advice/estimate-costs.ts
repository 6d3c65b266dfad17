import type { UserClientOptions } from '../azure/client-options.ts';
import { normaliseRegion } from '../plan/names.ts';
import {
  type CostEstimateFacts,
  requestUnitsMaxInclusive,
  requestUnitsMinInclusive,
} from '../rules/index.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import type { CmkSpec } from '../spec/types.ts';
import { assertSpec } from '../validate/assert-spec.ts';
import { readRetailPrices, type RetailPrice } from './retail-prices.ts';

/** Hours that Azure counts a month as. */
const HOURS_PER_MONTH = 730;

/** Request units that one unit of the meter stands for. */
const REQUEST_UNITS_PER_METER_UNIT = 100;
/** What the metadata of a workspace is taken to need. */
const STORED_GB = 10;

/** One additional service. */
export interface CostItem {
  readonly service: CostEstimateFacts['services'][number];
  /** What is counted: `1200 to 12000 request units, autoscale`. */
  readonly basis: string;
  /** From, to a month; absent: no price was found for it. */
  readonly perMonth?: { readonly min: number; readonly max: number };
  /** The prices it is made from. */
  readonly meters: readonly {
    readonly meterName: string;
    readonly productName: string;
    readonly unitPrice: number;
    readonly unitOfMeasure: string;
    readonly effectiveStartDate: string;
  }[];
}

/** What a customer-managed key adds to the bill. */
export interface CostEstimate {
  readonly currency: string;
  readonly region: string;
  readonly items: readonly CostItem[];
  /** Sum of what has a price; `isComplete` says whether all have. */
  readonly perMonth: { readonly min: number; readonly max: number };
  readonly isComplete: boolean;
  /** Whose prices, as the list says itself: `Retail` is Azure's list for everybody; a simulator's says what it is. */
  readonly origin: string;
  /** What it does not count. */
  readonly notes: readonly string[];
}

/** How to estimate. */
export interface EstimateOptions {
  /** Spread into the pipeline, for example `simulator.clientOptions()`, whose prices are dated and not current. */
  readonly clientOptions?: UserClientOptions;
  /** ISO 4217. Default `USD`. */
  readonly currency?: string;
  readonly signal?: AbortSignal;
}

interface Counted {
  readonly service: CostItem['service'];
  readonly serviceName: string;
  readonly basis: string;
  readonly isMeter: (price: RetailPrice) => boolean;
  readonly unitsMin: number;
  readonly unitsMax: number;
}

const counted: readonly Counted[] = [
  {
    service: 'cosmosDb',
    serviceName: 'Azure Cosmos DB',
    basis: `${requestUnitsMinInclusive} to ${requestUnitsMaxInclusive} request units a second, autoscale`,
    isMeter: ({ productName, meterName }) =>
      /autoscale/i.test(productName) && /100 RUs?/i.test(meterName),
    unitsMin: (requestUnitsMinInclusive / REQUEST_UNITS_PER_METER_UNIT) * HOURS_PER_MONTH,
    unitsMax: (requestUnitsMaxInclusive / REQUEST_UNITS_PER_METER_UNIT) * HOURS_PER_MONTH,
  },
  {
    service: 'search',
    serviceName: 'Azure Cognitive Search',
    basis: 'one unit of the tier Standard S1, all month',
    isMeter: ({ meterName }) => /^Standard S1 Unit/i.test(meterName),
    unitsMin: HOURS_PER_MONTH,
    unitsMax: HOURS_PER_MONTH,
  },
  {
    service: 'storage',
    serviceName: 'Storage',
    basis: `up to ${STORED_GB} GB of hot blobs, locally redundant`,
    isMeter: ({ productName, meterName }) =>
      productName === 'General Block Blob v2' && meterName === 'Hot LRS Data Stored',
    unitsMin: 0,
    unitsMax: STORED_GB,
  },
];

/**
 * Estimates what the additional resources of a customer-managed key cost a month, from the public price list of Azure
 * (rule CMK-043). Reads prices.azure.com, which needs no sign-in; sends no more than the region.
 *
 * With service-side encryption there are no additional resources, and nothing is read. A service without a price is
 * told, and `isComplete` is false. Throws `CMK_PRICES_UNAVAILABLE`, and `CMK_SPEC_INVALID` for what is no description.
 *
 * @example
 * ```ts
 * import { type CmkSpec, estimateCosts } from '@azureml-cmk/core';
 *
 * async function show(spec: CmkSpec): Promise<void> {
 *   const { perMonth, currency, isComplete } = await estimateCosts(spec, { currency: 'EUR' });
 *   console.log(`${perMonth.min} to ${perMonth.max} ${currency}${isComplete ? '' : ' and more'}`);
 * }
 * ```
 */
export async function estimateCosts(
  described: CmkSpec,
  { clientOptions = {}, currency = 'USD', signal }: EstimateOptions = {},
): Promise<CostEstimate> {
  const spec = assertSpec(parseSpec(described));
  const region = normaliseRegion(spec.location);
  const isServiceSide = spec.workspace.encryption?.architecture === 'serviceSide';
  const read = isServiceSide
    ? []
    : await Promise.all(
        counted.map(async (service) => {
          const { origin, prices } = await readRetailPrices({
            serviceName: service.serviceName,
            region,
            currency,
            clientOptions,
            ...(signal ? { signal } : {}),
          });
          return { origin, item: itemOf(service, prices) };
        }),
      );
  const items = read.map(({ item }) => item);
  const origin = [...new Set(read.map((each) => each.origin))].join(', ');
  const sum = (end: 'min' | 'max'): number =>
    cents(items.reduce((total, { perMonth }) => total + (perMonth?.[end] ?? 0), 0));
  return {
    currency,
    region,
    items,
    perMonth: { min: sum('min'), max: sum('max') },
    isComplete: items.every(({ perMonth }) => perMonth !== undefined),
    origin,
    notes: [
      'List prices, pay as you go; requests, transfer, operations of the vault and your own resources are not counted.',
      'While a workspace is soft-deleted, its resources stay and cost.',
    ],
  };
}

/** The facts of an estimate, for rule CMK-043: only what has a price counts. */
export function costFactsOf({ items }: CostEstimate): CostEstimateFacts {
  return {
    services: items.flatMap(({ service, perMonth }) => (perMonth === undefined ? [] : [service])),
  };
}

function itemOf(
  { service, basis, isMeter, unitsMin, unitsMax }: Counted,
  prices: readonly RetailPrice[],
): CostItem {
  const meters = prices.filter((price) => price.tierMinimumUnits === 0 && isMeter(price));
  const list = meters.map(({ meterName, productName, retailPrice, ...price }) => ({
    meterName,
    productName,
    unitPrice: retailPrice,
    unitOfMeasure: price.unitOfMeasure,
    effectiveStartDate: price.effectiveStartDate,
  }));
  if (list.length === 0) return { service, basis, meters: [] };
  const each = list.map(({ unitPrice }) => unitPrice);
  return {
    service,
    basis,
    perMonth: {
      min: cents(Math.min(...each) * unitsMin),
      max: cents(Math.max(...each) * unitsMax),
    },
    meters: list,
  };
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;
