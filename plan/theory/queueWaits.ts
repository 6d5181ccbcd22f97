/** The distribution of the waiting time in a queue in its steady state. */
export interface QueueWaits {
  readonly meanWaitSeconds: number;
  readonly waitProbability: number;
  /** The waiting time that `share` of the questions do not exceed, in seconds. */
  waitSeconds(share: number): number;
}
