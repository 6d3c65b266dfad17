import { EVIDENCE_HEADER } from '../kernel/answers.ts';
import { simulatorWording } from '../kernel/errors.ts';
import type { SimResponse } from '../kernel/exchange.ts';
import type { HostService } from '../kernel/host.ts';
import { type Meter, meters, PRICES_OF } from './price-list.ts';
import { own } from '../kernel/json.ts';

const PATH = '/api/retail/prices';
const CLAUSE = /^(\w+) eq '((?:[^']|'')*)'$/;
const CURRENCY = 'USD';

/** The public price list of Azure, with a few dated prices. It needs no token. */
export function createRetailPricesService(): HostService {
  return {
    handle(request, target, services) {
      const answer = serve(request.method, target.path, target.query);
      services.ledger.add({
        at: services.clock.iso(),
        method: request.method,
        url: request.url,
        status: answer.status,
        ...(answer.status === 200 ? {} : { code: 'NotSimulated', evidence: 'assumed' }),
      });
      return answer;
    },
  };
}

function serve(method: string, path: string, query: ReadonlyMap<string, string>): SimResponse {
  if (method !== 'GET' || path.toLowerCase() !== PATH) return notSimulated(`${method} ${path}`);
  const currency = (query.get('currencyCode') ?? CURRENCY).replaceAll("'", '').toUpperCase();
  if (currency !== CURRENCY) return notSimulated(`the currency ${currency} of retail prices`);
  const filter = query.get('$filter') ?? '';
  const clauses =
    filter === '' ? [] : filter.split(/ and /i).map((part) => CLAUSE.exec(part.trim()));
  if (clauses.includes(null)) return notSimulated(`the $filter '${filter}' of retail prices`);
  const wanted = new Map(clauses.map((clause) => [clause?.[1] ?? '', unquoted(clause?.[2] ?? '')]));
  const region = wanted.get('armRegionName') ?? 'westeurope';
  const items = meters
    .map((meter) => presented(meter, region))
    .filter((item) => [...wanted].every(([name, value]) => own(item, aliased(name)) === value));
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      BillingCurrency: CURRENCY,
      CustomerEntityId: 'Default',
      CustomerEntityType: `Simulated: prices of ${PRICES_OF}, not current`,
      Items: items,
      NextPageLink: null,
      Count: items.length,
    }),
  };
}

const unquoted = (text: string): string => text.replaceAll("''", "'");

/** Filters say `priceType` for what items call `type`. */
const aliased = (name: string): string => (name === 'priceType' ? 'type' : name);

function presented(meter: Meter, region: string): Readonly<Record<string, string | number>> {
  return {
    currencyCode: CURRENCY,
    ...meter,
    unitPrice: meter.retailPrice,
    armRegionName: region,
    effectiveStartDate: `${PRICES_OF}-01T00:00:00Z`,
    type: 'Consumption',
  };
}

function notSimulated(what: string): SimResponse {
  return {
    status: 501,
    headers: { 'content-type': 'application/json', [EVIDENCE_HEADER]: 'assumed' },
    body: JSON.stringify({
      Error: { Code: 'NotSimulated', Message: `${what} is not simulated${simulatorWording}` },
    }),
  };
}
