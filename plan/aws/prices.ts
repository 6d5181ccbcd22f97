/** The price of a unit by tier: units up to `upTo` per month cost `perUnitUsd`, further units the price of the next tier. */
export type Tiers = readonly { readonly upTo: number; readonly perUnitUsd: number }[];

const MILLION = 1e6;
const flatRate = (perUnitUsd: number): Tiers => [{ upTo: Number.POSITIVE_INFINITY, perUnitUsd }];

/** The date on which the prices were looked up, and the Region in which they apply. */
export const PRICES_OF = { date: '2026-11-23', region: 'us-east-1' } as const;

/**
 * AWS's list prices on the date and in the Region of {@link PRICES_OF}, in US dollars. Their source is stored copies of
 * AWS's pricing pages and of articles about them, not the price list itself: verify them before you rely on them. The last
 * tier of Lambda's duration is unverified. Not included: free tiers, savings plans, taxes, data transfer to the internet
 * (0.09 USD per GB), and everything that an idle stack costs except the polling of its queues.
 */
export const prices = {
  /** https://aws.amazon.com/lambda/pricing/ */
  lambda: {
    request: flatRate(0.2 / MILLION),
    /** ARM64. Charged for the whole duration of an invocation, including the time it sleeps. */
    gigabyteSecond: [
      { upTo: 7.5e9, perUnitUsd: 0.0000133334 },
      { upTo: 18.75e9, perUnitUsd: 0.0000120001 },
      { upTo: Number.POSITIVE_INFINITY, perUnitUsd: 0.0000106667 },
    ],
  },
  /** https://aws.amazon.com/sqs/pricing/, standard queues; a request of up to 64 KB counts once. */
  sqs: {
    request: [
      { upTo: 100e9, perUnitUsd: 0.4 / MILLION },
      { upTo: 200e9, perUnitUsd: 0.3 / MILLION },
      { upTo: Number.POSITIVE_INFINITY, perUnitUsd: 0.24 / MILLION },
    ],
  },
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/, standard table class, as reduced in November 2024. */
  dynamodb: {
    writeUnit: flatRate(0.625 / MILLION),
    readUnit: flatRate(0.125 / MILLION),
    /** Storage, and point-in-time recovery, which the stack enables. */
    gigabyteMonth: flatRate(0.25 + 0.2),
  },
  /** https://aws.amazon.com/api-gateway/pricing/, REST APIs. */
  apiGateway: {
    request: [
      { upTo: 333e6, perUnitUsd: 3.5 / MILLION },
      { upTo: 1e9, perUnitUsd: 2.8 / MILLION },
      { upTo: 20e9, perUnitUsd: 2.38 / MILLION },
      { upTo: Number.POSITIVE_INFINITY, perUnitUsd: 1.51 / MILLION },
    ],
  },
  /** https://aws.amazon.com/cloudwatch/pricing/, the tiers of Lambda logs since May 2025, standard log class. */
  logs: {
    gigabyte: [
      { upTo: 10e3, perUnitUsd: 0.5 },
      { upTo: 30e3, perUnitUsd: 0.25 },
      { upTo: 50e3, perUnitUsd: 0.1 },
      { upTo: Number.POSITIVE_INFINITY, perUnitUsd: 0.05 },
    ],
    gigabyteMonth: flatRate(0.03),
  },
} as const satisfies Record<string, Record<string, Tiers>>;

/** The cost of a number of units per month, in US dollars, with each unit at the price of its tier. */
export function applyTiers(units: number, tiers: Tiers): number {
  let cost = 0;
  let below = 0;
  for (const { upTo, perUnitUsd } of tiers) {
    cost += Math.max(0, Math.min(units, upTo) - below) * perUnitUsd;
    below = upTo;
  }
  return cost;
}
