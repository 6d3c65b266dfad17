/** The public Azure Retail Prices API: no sign-in, one price a meter. */
import type { UserClientOptions } from '../azure/client-options.ts';
import { CmkError } from '../errors/cmk-error.ts';

const ENDPOINT = 'https://prices.azure.com/api/retail/prices';
const API_VERSION = '2023-01-01-preview';
/** The meters of one product in one region fit on a page; more would mean that the filter is wrong. */
const PAGES_MAX = 10;

/** One price of a meter. */
export interface RetailPrice {
  readonly meterName: string;
  readonly productName: string;
  readonly skuName: string;
  readonly unitOfMeasure: string;
  readonly retailPrice: number;
  readonly currencyCode: string;
  /** ISO 8601 instant from which it holds. */
  readonly effectiveStartDate: string;
  /** Units from which on it holds; the list price is that of 0. */
  readonly tierMinimumUnits: number;
}

interface Page {
  readonly CustomerEntityType?: string;
  readonly Items?: readonly RetailPrice[];
  readonly NextPageLink?: string | null;
}

/** Which prices to read. */
export interface PriceQuery {
  readonly serviceName: string;
  /** Normalised region. */
  readonly region: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly clientOptions: UserClientOptions;
  readonly signal?: AbortSignal;
}

/** A literal of an OData filter. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Prices, and whose they are as the list says itself: `Retail` is Azure's list for everybody. */
export interface PriceList {
  readonly origin: string;
  readonly prices: readonly RetailPrice[];
}

/** What a service costs in a region, pay as you go. Throws `CMK_PRICES_UNAVAILABLE`. */
export async function readRetailPrices(query: PriceQuery): Promise<PriceList> {
  const { serviceName, region, currency } = query;
  const filter = `serviceName eq ${literal(serviceName)} and armRegionName eq ${literal(region)} and priceType eq 'Consumption'`;
  const parameters = new URLSearchParams({
    'api-version': API_VERSION,
    currencyCode: literal(currency),
    $filter: filter,
  });
  const prices: RetailPrice[] = [];
  let origin = '';
  let next: string | undefined = `${ENDPOINT}?${parameters.toString()}`;
  for (let page = 0; next !== undefined && page < PAGES_MAX; page += 1) {
    const read: Page = await readPage(next, query);
    prices.push(...(read.Items ?? []));
    origin ||= read.CustomerEntityType ?? '';
    next = read.NextPageLink ?? undefined;
  }
  return { origin, prices };
}

async function readPage(url: string, { clientOptions, signal }: PriceQuery): Promise<Page> {
  const { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } =
    await import('@azure/core-rest-pipeline');
  try {
    const response = await createPipelineFromOptions(clientOptions).sendRequest(
      clientOptions.httpClient ?? createDefaultHttpClient(),
      createPipelineRequest({ url, ...(signal ? { abortSignal: signal } : {}) }),
    );
    const { status, bodyAsText } = response;
    if (status === 200) return JSON.parse(bodyAsText ?? '{}') as Page;
    throw unavailable(`the service answered ${status}${saidIn(bodyAsText)}`, passes(status));
  } catch (error) {
    if (error instanceof CmkError) throw error;
    throw unavailable(error instanceof Error ? error.message : String(error), true);
  }
}

/** Whether the same request can be answered later. */
const passes = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status !== 501);

/** What an answer says of itself, when it does. */
function saidIn(body: string | null | undefined): string {
  const said: string[] = [];
  try {
    JSON.parse(body ?? '', (name, value: unknown) => {
      if (name.toLowerCase() === 'message' && typeof value === 'string') said.push(value);
      return value;
    });
  } catch {
    // A page of a gateway: what it says is for people who look at it.
  }
  return said[0] === undefined ? '' : `: ${said[0]}`;
}

function unavailable(reason: string, retryable: boolean): CmkError {
  return new CmkError({
    code: 'CMK_PRICES_UNAVAILABLE',
    hop: 'spec',
    message: `The prices of Azure could not be read: ${reason}`,
    reason: 'The estimate is made from the public price list at prices.azure.com.',
    fix: retryable
      ? 'Try again, or allow requests to prices.azure.com; nothing else depends on it.'
      : 'Ask for another currency, or check the region; nothing else depends on it.',
    retryable,
  });
}
