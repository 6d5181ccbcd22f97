import type { Load, WorkerSettings } from './load.ts';
import type { Platform } from './platform.ts';
import { exponential, seededRandom } from './random.ts';
import { TimeHeap } from './timeHeap.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Less than this is no gathering: as local/queueSource.ts has it. */
const LEAST_GATHERING_SECONDS = 0.001;
/** From here on the part of the queue that was taken is dropped. */
const TAKEN_TO_DROP = 65_536;

interface Batch {
  readonly endSeconds: number;
  readonly questions: number;
}

/** What happened in a span of a simulation. */
export interface Observation {
  readonly seconds: number;
  /** How long each question that a worker took in this span had waited, in the order in which they were taken. */
  readonly waitsSeconds: readonly number[];
  readonly answers: number;
  readonly batches: number;
  /** On average over the span. */
  readonly workersInUse: number;
  readonly slotsInUse: number;
  /** At the end of the span. */
  readonly workersAllowed: number;
  readonly waiting: number;
}

export interface SimulationOptions {
  readonly load: Load;
  readonly settings: WorkerSettings;
  readonly platform: Platform;
  readonly seed: number;
  /**
   * `cold`: all clients ask at once, and the mapping has not scaled up. `running`: it has been going on for long; clients
   * are anywhere in their cycles and workers anywhere in their batches.
   */
  readonly start: 'cold' | 'running';
}

/**
 * A discrete-event simulation of one queue and its event source mapping: first come, first served; a free worker takes
 * what waits, at most a batch; a batch takes the processing time, whatever its size; on AWS the mapping adds workers
 * while messages wait. The same seed gives the same run.
 */
export class Simulation {
  readonly #load: Load;
  readonly #settings: WorkerSettings;
  readonly #platform: Platform;
  readonly #random: () => number;
  readonly #asks = new TimeHeap();
  /** Every batch takes as long, so they end in the order in which they began. */
  readonly #batches: Batch[] = [];
  #ended = 0;
  #queue: number[] = [];
  #taken = 0;
  #gathering: number[] = [];
  #gatheredAt = NEVER;
  #growsAt = NEVER;
  #allowed: number;
  #busy = 0;
  #inService = 0;
  #now = 0;

  #waits: number[] = [];
  #answers = 0;
  #begun = 0;
  #busySeconds = 0;
  #serviceSeconds = 0;

  constructor({ load, settings, platform, seed, start }: SimulationOptions) {
    this.#load = load;
    this.#settings = settings;
    this.#platform = platform;
    this.#random = seededRandom(seed);
    const running = start === 'running';
    const { workerConcurrency } = settings;
    this.#allowed = running ? workerConcurrency : Math.min(platform.startingConcurrency, workerConcurrency);

    if ('connections' in load) {
      const spreadSeconds = running ? load.processingSeconds + load.thinkSeconds : platform.turnaroundSeconds;
      for (let client = 0; client < load.connections; client += 1) this.#asks.add(this.#random() * spreadSeconds);
    } else {
      this.#askNext(0);
      if (running) this.#occupyWorkers((load.perMinute / 60) * load.processingSeconds);
    }
  }

  /** Goes on for so long. @returns what happened meanwhile */
  run(seconds: number): Observation {
    const untilSeconds = this.#now + seconds;
    for (;;) {
      const ends = this.#batches[this.#ended]?.endSeconds ?? NEVER;
      const asks = this.#asks.earliest;
      const next = Math.min(ends, asks, this.#gatheredAt, this.#growsAt);
      if (next > untilSeconds) break;
      this.#advance(next);
      if (next === ends) this.#end();
      else if (next === asks) this.#ask();
      else if (next === this.#gatheredAt) this.#beginGathered();
      else this.#grow();
      this.#takeUp();
    }
    this.#advance(untilSeconds);
    return this.#observed(seconds);
  }

  #advance(to: number): void {
    this.#busySeconds += this.#busy * (to - this.#now);
    this.#serviceSeconds += this.#inService * (to - this.#now);
    this.#now = to;
  }

  #ask(): void {
    this.#asks.removeEarliest();
    this.#queue.push(this.#now);
    if (!('connections' in this.#load)) this.#askNext(this.#now);
  }

  #askNext(after: number): void {
    if ('perMinute' in this.#load) this.#asks.add(after + exponential(60 / this.#load.perMinute, this.#random));
  }

  #end(): void {
    const questions = this.#batches[this.#ended]?.questions ?? 0;
    this.#ended += 1;
    if (this.#ended >= TAKEN_TO_DROP) {
      this.#batches.splice(0, this.#ended);
      this.#ended = 0;
    }
    this.#busy -= 1;
    this.#inService -= questions;
    this.#answers += questions;
    if (!('connections' in this.#load)) return;
    const { thinkSeconds, collecting } = this.#load;
    const { turnaroundSeconds } = this.#platform;
    for (let client = 0; client < questions; client += 1) {
      const lateSeconds = collecting.by === 'poll' ? this.#random() * collecting.everySeconds : 0;
      this.#asks.add(this.#now + lateSeconds + thinkSeconds + exponential(turnaroundSeconds, this.#random));
    }
  }

  #takeUp(): void {
    while (this.#waiting > 0 && this.#busy < this.#allowed && this.#gatheredAt === NEVER) {
      const messages = this.#take(this.#settings.batchSize);
      const gatheringSeconds = this.#platform.gatheringSeconds * (this.#busy / this.#settings.workerConcurrency) ** 2;
      if (messages.length === this.#settings.batchSize || gatheringSeconds < LEAST_GATHERING_SECONDS) {
        this.#begin(messages);
      } else {
        this.#gathering = messages;
        this.#gatheredAt = this.#now + gatheringSeconds;
      }
    }
    const canGrow = this.#allowed < this.#settings.workerConcurrency && this.#platform.addedPerMinute > 0;
    if (this.#waiting > 0 && canGrow && this.#growsAt === NEVER) {
      this.#growsAt = this.#now + 60 / this.#platform.addedPerMinute;
    }
  }

  #beginGathered(): void {
    const messages = [...this.#gathering, ...this.#take(this.#settings.batchSize - this.#gathering.length)];
    this.#gatheredAt = NEVER;
    this.#begin(messages);
  }

  #grow(): void {
    this.#growsAt = NEVER;
    if (this.#waiting > 0) this.#allowed += 1;
  }

  #begin(messages: readonly number[]): void {
    for (const askedAt of messages) this.#waits.push(this.#now - askedAt);
    this.#occupy(this.#now + this.#load.processingSeconds, messages.length);
    this.#begun += 1;
  }

  #occupy(endSeconds: number, questions: number): void {
    this.#batches.push({ endSeconds, questions });
    this.#busy += 1;
    this.#inService += questions;
  }

  /** As many workers as would be busy, each at some moment of its batch, so that not all of them get free together. */
  #occupyWorkers(offered: number): void {
    const busy = Math.min(this.#settings.workerConcurrency, Math.floor(offered));
    const ends = Array.from({ length: busy }, () => this.#random() * this.#load.processingSeconds);
    for (const endSeconds of ends.sort((a, b) => a - b)) this.#occupy(endSeconds, 0);
  }

  get #waiting(): number {
    return this.#queue.length - this.#taken;
  }

  #take(limit: number): number[] {
    const messages = this.#queue.slice(this.#taken, this.#taken + limit);
    this.#taken += messages.length;
    if (this.#taken >= TAKEN_TO_DROP) {
      this.#queue = this.#queue.slice(this.#taken);
      this.#taken = 0;
    }
    return messages;
  }

  #observed(seconds: number): Observation {
    const observation = {
      seconds,
      waitsSeconds: this.#waits,
      answers: this.#answers,
      batches: this.#begun,
      workersInUse: this.#busySeconds / seconds,
      slotsInUse: this.#serviceSeconds / seconds,
      workersAllowed: this.#allowed,
      waiting: this.#waiting + (this.#gatheredAt === NEVER ? 0 : this.#gathering.length),
    };
    this.#waits = [];
    this.#answers = 0;
    this.#begun = 0;
    this.#busySeconds = 0;
    this.#serviceSeconds = 0;
    return observation;
  }
}
