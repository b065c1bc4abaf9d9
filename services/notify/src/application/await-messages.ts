/** Whoever causes messages, as far as notify has heard it. */
export interface WorkflowHeard {
  /** True once everything up to that position of workflow's log is settled; false after the time given. */
  waitFor(position: number, timeoutMs: number): Promise<boolean>;
  /** An event of this dossier could not be handled and waits for an operator. */
  isParked(dossierId: string): boolean;
}
export interface AwaitMessagesDeps {
  readonly workflow: WorkflowHeard;
  /** Last position of notify's own log. */
  readonly head: () => Promise<number>;
  /** Whether the list of the dossier has passed a position of notify's own log. */
  readonly passed: (dossierId: string, position: number, timeoutMs: number) => Promise<boolean>;
}
export interface Awaited {
  readonly service: string;
  readonly position: number;
}

/**
 * Whether the list holds what the caller has seen elsewhere, in time. The list follows our own log: what workflow caused must first be in it, then
 * in the list. No other service is a source: what intake was told comes here by way of workflow, at which of its positions nobody knows, and nothing that
 * tracking records causes a message. To wait for those would never end.
 */
export const awaitMessages =
  ({ workflow, head, passed }: AwaitMessagesDeps) =>
  async (dossierId: string, { service, position }: Awaited, waitMs: number): Promise<boolean> => {
    if (service === 'notify') return passed(dossierId, position, waitMs);
    if (service !== 'workflow') return true;
    const end = performance.now() + waitMs;
    if (workflow.isParked(dossierId) || !(await workflow.waitFor(position, waitMs))) return false;
    return passed(dossierId, await head(), Math.max(0, end - performance.now()));
  };
