/** What each unit costs up to so many of them in a month, the cheaper ones after that. */
export type Tiers = readonly { readonly upTo: number; readonly perUnitUsd: number }[];

const MILLION = 1e6;
const flat = (perUnitUsd: number): Tiers => [{ upTo: Number.POSITIVE_INFINITY, perUnitUsd }];

/** The day on which the prices below were looked up, and where they are charged. */
export const PRICES_OF = { date: '2026-11-23', region: 'us-east-1' } as const;

/**
 * AWS's list prices in {@link PRICES_OF}, in US dollars, from stored copies of AWS's price pages and of articles about
 * them, not from the price list itself: check them before you rely on them. The last tier of Lambda's duration is from
 * memory. Free tiers, savings plans, taxes and data transfer to the internet (0.09 USD a GB) are left out, and so is
 * whatever is the same for an idle stack, but for the polling of its queues.
 */
export const prices = {
  /** https://aws.amazon.com/lambda/pricing/ */
  lambda: {
    request: flat(0.2 / MILLION),
    /** ARM64. Every second of an invocation, asleep or not. */
    gigabyteSecond: [
      { upTo: 7.5e9, perUnitUsd: 0.0000133334 },
      { upTo: 18.75e9, perUnitUsd: 0.0000120001 },
      { upTo: Number.POSITIVE_INFINITY, perUnitUsd: 0.0000106667 },
    ],
  },
  /** https://aws.amazon.com/sqs/pricing/, standard queues; a request carries up to 64 KB. */
  sqs: {
    request: [
      { upTo: 100e9, perUnitUsd: 0.4 / MILLION },
      { upTo: 200e9, perUnitUsd: 0.3 / MILLION },
      { upTo: Number.POSITIVE_INFINITY, perUnitUsd: 0.24 / MILLION },
    ],
  },
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/, as reduced in November 2024. */
  dynamodb: {
    writeUnit: flat(0.625 / MILLION),
    readUnit: flat(0.125 / MILLION),
    /** Storage, and point-in-time recovery, which the stack has on. */
    gigabyteMonth: flat(0.25 + 0.2),
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
  /** https://aws.amazon.com/cloudwatch/pricing/, the tiers that Lambda's logs have since May 2025. */
  logs: {
    gigabyte: [
      { upTo: 10e3, perUnitUsd: 0.5 },
      { upTo: 30e3, perUnitUsd: 0.25 },
      { upTo: 50e3, perUnitUsd: 0.1 },
      { upTo: Number.POSITIVE_INFINITY, perUnitUsd: 0.05 },
    ],
    gigabyteMonth: flat(0.03),
  },
} as const satisfies Record<string, Record<string, Tiers>>;

/** What so many units cost in a month, each in its tier. */
export function costUsd(units: number, tiers: Tiers): number {
  let cost = 0;
  let below = 0;
  for (const { upTo, perUnitUsd } of tiers) {
    cost += Math.max(0, Math.min(units, upTo) - below) * perUnitUsd;
    below = upTo;
  }
  return cost;
}
