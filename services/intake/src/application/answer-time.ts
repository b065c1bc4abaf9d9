import { generalIntakeLimit } from '@motcua/contracts';
import { CalendarNotCovered, fromInstant } from '@motcua/legal-clock';
import type { IntakePorts } from './ports.ts';

/** When a submission is answered at the latest; epoch milliseconds. */
export interface AnswerTime {
  readonly by: number;
  /** When the counter first looks at it, where it came outside of working hours. */
  readonly seenFrom?: number;
}

/**
 * The intake limit of an online submission over the published calendars, counted as workflow counts it when it opens the dossier; undefined where
 * no calendar covers the time, or only one whose days off are not settled: a receipt promises.
 */
export const answerTime =
  ({ catalogue }: Pick<IntakePorts, 'catalogue'>) =>
  (procedure: string, receivedAt: string): AnswerTime | undefined => {
    const limit = catalogue.procedure(procedure)?.definition.intakeLimits.web ?? generalIntakeLimit;
    const received = fromInstant(receivedAt);
    const calendar = catalogue.calendar();
    try {
      const { at: by, provisional } = calendar.addTime(received, limit, received, 'intake');
      if (provisional) return undefined;
      return calendar.isWorking(received, 'intake') ? { by } : { by, seenFrom: calendar.nextWorking(received, 'intake') };
    } catch (error) {
      if (error instanceof CalendarNotCovered) return undefined;
      throw error;
    }
  };
