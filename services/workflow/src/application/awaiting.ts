import { Refused } from './refused.ts';
import type { IntakeHeard } from './workflow-ports.ts';

/** What a caller wants to have been seen before he is answered. */
export interface Awaiting {
  readonly params: unknown;
  readonly position?: { readonly service: string; readonly position: number };
  readonly waitMs: number;
}

const dossierOf = (params: unknown): string | undefined => {
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  return typeof id === 'string' ? id : undefined;
};

/** Waits until intake's position has been heard. A single dossier is read from its own stream, so our own positions hold at once. */
export const awaitIntake =
  (intake: IntakeHeard) =>
  async ({ params, position, waitMs }: Awaiting): Promise<void> => {
    if (position?.service !== 'intake' || waitMs === 0) return;
    const id = dossierOf(params);
    if (id !== undefined && intake.isParked(id)) throw new Refused('not-yet-visible');
    if (!(await intake.waitFor(position.position, waitMs))) throw new Refused('not-yet-visible');
  };

export interface QueueHeard {
  waitFor(position: number, timeoutMs: number): Promise<boolean>;
}

/** The queue follows our own log: what intake caused must first be in it, then in the queue. */
export const awaitQueue =
  (intake: IntakeHeard, queue: QueueHeard, head: () => Promise<number>) =>
  async (awaiting: Awaiting): Promise<void> => {
    const { position, waitMs } = awaiting;
    if (!position || waitMs === 0) return;
    const end = performance.now() + waitMs;
    await awaitIntake(intake)(awaiting);
    const wanted = position.service === 'workflow' ? position.position : position.service === 'intake' ? await head() : 0;
    if (wanted === 0) return;
    if (!(await queue.waitFor(wanted, Math.max(0, end - performance.now())))) throw new Refused('not-yet-visible');
  };
