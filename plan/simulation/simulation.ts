import type { Load, WorkerSettings } from '../load.ts';
import type { Platform } from '../platform.ts';
import { createSeededRandom, drawExponential } from './random.ts';
import { TimeHeap } from './timeHeap.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Entries at the front of an array that are no longer needed are removed once there are this many. */
const TRIM_LENGTH = 65_536;

interface Batch {
  readonly endSeconds: number;
  readonly questions: number;
}

/** What happened in an interval of a simulation. */
export interface Observation {
  readonly seconds: number;
  /** The wait of each question that a worker started in the interval, in that order. */
  readonly waitsSeconds: readonly number[];
  readonly answers: number;
  /** Batches that a worker started. */
  readonly batches: number;
  /** Mean over the interval. */
  readonly workersInUse: number;
  /** Mean over the interval. */
  readonly slotsInUse: number;
  /** The mapping's concurrency at the end of the interval. */
  readonly workersAllowed: number;
  /** Questions in the queue at the end of the interval. */
  readonly waiting: number;
}

export interface SimulationOptions {
  readonly load: Load;
  readonly settings: WorkerSettings;
  readonly platform: Platform;
  readonly seed: number;
  /**
   * `cold`: all clients ask at once, before the event source mapping has scaled up. `running`: close to the steady state;
   * clients are at random points of their cycles and workers at random points of their batches.
   */
  readonly start: 'cold' | 'running';
}

/**
 * A discrete-event simulation of one queue and its event source mapping. First come, first served; a free worker takes
 * what is in the queue, up to a batch; a batch takes the processing time, whatever its size; on AWS the mapping adds
 * workers while messages wait. The same seed gives the same run.
 */
export class Simulation {
  readonly #load: Load;
  readonly #settings: WorkerSettings;
  readonly #platform: Platform;
  readonly #random: () => number;
  readonly #arrivals = new TimeHeap();
  /** All batches take equally long, so they end in the order in which they started. The first `#endedBatches` have ended. */
  readonly #batches: Batch[] = [];
  #endedBatches = 0;
  /** The arrival time of each question; workers have received the first `#received` of them. */
  #queue: number[] = [];
  #received = 0;
  #gatheredBatch: number[] = [];
  #gatheringEndsAt = NEVER;
  #scalesUpAt = NEVER;
  #concurrency: number;
  #busyWorkers = 0;
  #busySlots = 0;
  #now = 0;

  // Counters of the current interval.
  #waits: number[] = [];
  #answers = 0;
  #startedBatches = 0;
  #workerSeconds = 0;
  #slotSeconds = 0;

  constructor({ load, settings, platform, seed, start }: SimulationOptions) {
    this.#load = load;
    this.#settings = settings;
    this.#platform = platform;
    this.#random = createSeededRandom(seed);
    const isRunning = start === 'running';
    const { workerConcurrency } = settings;
    this.#concurrency = isRunning ? workerConcurrency : Math.min(platform.startingConcurrency, workerConcurrency);

    if ('connections' in load) {
      const spreadSeconds = isRunning ? load.processingSeconds + load.thinkSeconds : platform.turnaroundSeconds;
      for (let client = 0; client < load.connections; client += 1) this.#arrivals.add(this.#random() * spreadSeconds);
    } else {
      this.#scheduleNextArrival(0);
      if (isRunning) this.#occupyWorkers((load.perMinute / 60) * load.processingSeconds);
    }
  }

  /** Continues the simulation for an interval. @returns what happened in the interval */
  run(seconds: number): Observation {
    const untilSeconds = this.#now + seconds;
    for (;;) {
      const batchEndsAt = this.#batches[this.#endedBatches]?.endSeconds ?? NEVER;
      const arrivesAt = this.#arrivals.earliest;
      const next = Math.min(batchEndsAt, arrivesAt, this.#gatheringEndsAt, this.#scalesUpAt);
      if (next > untilSeconds) break;
      this.#advanceTo(next);
      if (next === batchEndsAt) this.#endBatch();
      else if (next === arrivesAt) this.#receiveArrival();
      else if (next === this.#gatheringEndsAt) this.#startGatheredBatch();
      else this.#scaleUp();
      this.#dispatch();
    }
    this.#advanceTo(untilSeconds);
    return this.#takeObservation(seconds);
  }

  #advanceTo(time: number): void {
    this.#workerSeconds += this.#busyWorkers * (time - this.#now);
    this.#slotSeconds += this.#busySlots * (time - this.#now);
    this.#now = time;
  }

  #receiveArrival(): void {
    this.#arrivals.removeEarliest();
    this.#queue.push(this.#now);
    if (!('connections' in this.#load)) this.#scheduleNextArrival(this.#now);
  }

  #scheduleNextArrival(after: number): void {
    if ('perMinute' in this.#load) {
      this.#arrivals.add(after + drawExponential(60 / this.#load.perMinute, this.#random));
    }
  }

  #endBatch(): void {
    const questions = this.#batches[this.#endedBatches]?.questions ?? 0;
    this.#endedBatches += 1;
    if (this.#endedBatches >= TRIM_LENGTH) {
      this.#batches.splice(0, this.#endedBatches);
      this.#endedBatches = 0;
    }
    this.#busyWorkers -= 1;
    this.#busySlots -= questions;
    this.#answers += questions;
    if (!('connections' in this.#load)) return;
    const { thinkSeconds, collecting } = this.#load;
    const { turnaroundSeconds } = this.#platform;
    for (let client = 0; client < questions; client += 1) {
      const pollingDelaySeconds = collecting.by === 'poll' ? this.#random() * collecting.everySeconds : 0;
      const turnaround = drawExponential(turnaroundSeconds, this.#random);
      this.#arrivals.add(this.#now + pollingDelaySeconds + thinkSeconds + turnaround);
    }
  }

  /** Starts batches while there are messages and free workers, and has the mapping scale up while messages wait. */
  #dispatch(): void {
    const { batchSize, workerConcurrency } = this.#settings;
    while (this.#waiting > 0 && this.#busyWorkers < this.#concurrency && this.#gatheringEndsAt === NEVER) {
      const messages = this.#receive(batchSize);
      const gatheringSeconds = this.#platform.gatheringSeconds(this.#busyWorkers / workerConcurrency);
      if (messages.length === batchSize || gatheringSeconds === 0) {
        this.#startBatch(messages);
      } else {
        this.#gatheredBatch = messages;
        this.#gatheringEndsAt = this.#now + gatheringSeconds;
      }
    }
    const { addedPerMinute } = this.#platform;
    const canScaleUp = this.#concurrency < workerConcurrency && addedPerMinute > 0;
    if (this.#waiting > 0 && canScaleUp && this.#scalesUpAt === NEVER)
      this.#scalesUpAt = this.#now + 60 / addedPerMinute;
  }

  #startGatheredBatch(): void {
    const more = this.#receive(this.#settings.batchSize - this.#gatheredBatch.length);
    this.#gatheringEndsAt = NEVER;
    this.#startBatch([...this.#gatheredBatch, ...more]);
  }

  #scaleUp(): void {
    this.#scalesUpAt = NEVER;
    if (this.#waiting > 0) this.#concurrency += 1;
  }

  #startBatch(arrivalTimes: readonly number[]): void {
    for (const arrivedAt of arrivalTimes) this.#waits.push(this.#now - arrivedAt);
    this.#occupyWorker(this.#now + this.#load.processingSeconds, arrivalTimes.length);
    this.#startedBatches += 1;
  }

  #occupyWorker(endSeconds: number, questions: number): void {
    this.#batches.push({ endSeconds, questions });
    this.#busyWorkers += 1;
    this.#busySlots += questions;
  }

  /** Occupies the workers that are busy in the steady state, each until a random time, so that they do not end together. */
  #occupyWorkers(offered: number): void {
    const busyWorkers = Math.min(this.#settings.workerConcurrency, Math.floor(offered));
    const endTimes = Array.from({ length: busyWorkers }, () => this.#random() * this.#load.processingSeconds);
    for (const endSeconds of endTimes.sort((a, b) => a - b)) this.#occupyWorker(endSeconds, 0);
  }

  get #waiting(): number {
    return this.#queue.length - this.#received;
  }

  /** @returns the arrival times of up to `limit` questions */
  #receive(limit: number): number[] {
    const messages = this.#queue.slice(this.#received, this.#received + limit);
    this.#received += messages.length;
    if (this.#received >= TRIM_LENGTH) {
      this.#queue = this.#queue.slice(this.#received);
      this.#received = 0;
    }
    return messages;
  }

  #takeObservation(seconds: number): Observation {
    const observation = {
      seconds,
      waitsSeconds: this.#waits,
      answers: this.#answers,
      batches: this.#startedBatches,
      workersInUse: this.#workerSeconds / seconds,
      slotsInUse: this.#slotSeconds / seconds,
      workersAllowed: this.#concurrency,
      waiting: this.#waiting + (this.#gatheringEndsAt === NEVER ? 0 : this.#gatheredBatch.length),
    };
    this.#waits = [];
    this.#answers = 0;
    this.#startedBatches = 0;
    this.#workerSeconds = 0;
    this.#slotSeconds = 0;
    return observation;
  }
}
