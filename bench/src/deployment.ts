/** What stands there to be measured, in one process or in several. */
export interface Deployment {
  /** Where the driver sends what asks for this path. */
  readonly originOf: (path: string) => string;
  /** Milliseconds from the start of the first process until all is ready, with the demo data published. */
  readonly startMs: number;
  /** How it was started, for the table. */
  readonly note: string;
  /** Resident memory of all its processes, nats-server included, in MB. */
  readonly residentMb: () => number;
  readonly stop: () => Promise<void>;
}
