/** A few prices of the services behind a workspace, as they stood once. For tests: no bill is made from them. */

/** The month that the list is of: told with every answer. */
export const PRICES_OF = '2026-07';

/** One meter. */
export interface Meter {
  readonly serviceName: string;
  readonly productName: string;
  readonly skuName: string;
  readonly meterName: string;
  readonly unitOfMeasure: string;
  /** US dollars. */
  readonly retailPrice: number;
  readonly tierMinimumUnits: number;
}

/** The same in every region. */
export const meters: readonly Meter[] = Object.freeze([
  {
    serviceName: 'Azure Cosmos DB',
    productName: 'Azure Cosmos DB',
    skuName: 'RUs',
    meterName: '100 RU/s',
    unitOfMeasure: '1/Hour',
    retailPrice: 0.008,
    tierMinimumUnits: 0,
  },
  {
    serviceName: 'Azure Cosmos DB',
    productName: 'Azure Cosmos DB autoscale',
    skuName: 'AP1',
    meterName: 'AP1 100 RUs',
    unitOfMeasure: '1/Hour',
    retailPrice: 0.012,
    tierMinimumUnits: 0,
  },
  {
    serviceName: 'Azure Cognitive Search',
    productName: 'Azure AI Search',
    skuName: 'Standard S1',
    meterName: 'Standard S1 Unit',
    unitOfMeasure: '1 Hour',
    retailPrice: 0.336,
    tierMinimumUnits: 0,
  },
  {
    serviceName: 'Storage',
    productName: 'General Block Blob v2',
    skuName: 'Hot LRS',
    meterName: 'Hot LRS Data Stored',
    unitOfMeasure: '1 GB/Month',
    retailPrice: 0.0184,
    tierMinimumUnits: 0,
  },
  {
    serviceName: 'Storage',
    productName: 'General Block Blob v2',
    skuName: 'Hot LRS',
    meterName: 'Hot LRS Data Stored',
    unitOfMeasure: '1 GB/Month',
    retailPrice: 0.0177,
    tierMinimumUnits: 51_200,
  },
]);
