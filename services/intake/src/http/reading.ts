import { instantOf } from '@motcua/es';
import { type Call, problem } from '@motcua/service-kit';

type Position = NonNullable<Call['position']>;

/** A read model of workflow's log, for whoever has written there. */
export interface Heard {
  /** Last moment at which it had caught up with the log. */
  readonly asOf: () => Date | undefined;
  /** Whether a position is in it, waited for so long at most; of one dossier also no, where that one stands still. */
  readonly passed: (position: Position, timeoutMs: number, dossierId: string) => Promise<boolean>;
}

/** Waits for what the caller says he has seen, if he asks. 503 where it does not come in time. */
export const awaitSeen = async ({ position, waitMs, params }: Call, { passed }: Heard): Promise<void> => {
  if (!position || waitMs === 0) return;
  if (!(await passed(position, waitMs, params.id ?? ''))) throw problem('not-yet-visible', 503, { retryAfter: 1 });
};

/** As of when a read holds; nothing before the first time that the log's end was reached. */
export const asOfHeader = ({ asOf }: Heard): Readonly<Record<string, string>> => {
  const at = asOf();
  return at ? { 'motcua-as-of': instantOf(at) } : {};
};
