import { generalIntakeLimit, type ProcedureDefinition } from '@motcua/contracts';
import { CalendarNotCovered, dateOf, fromInstant } from '@motcua/legal-clock';
import type { IntakePorts } from './ports.ts';

/** When a submission is answered at the latest; epoch milliseconds. */
export interface AnswerTime {
  readonly by: number;
  /** When the counter first looks at it, where it came outside of working hours. */
  readonly seenFrom?: number;
  /** The moment of that day after which a same-day matter is returned a working day later: where it came after it, and is answered in time for that. */
  readonly cutOff?: number;
}

/** The cut-off that it came after, as the working calendar counts it; undefined where it came before, or the matter has none. */
const missedCutOff = ({ legalTime, committedTime }: ProcedureDefinition, received: number): number | undefined => {
  const { unit, value, cutOff } = committedTime ?? legalTime;
  if (unit !== 'sameDay' || value !== 1 || cutOff === undefined) return undefined;
  const at = fromInstant(`${dateOf(received)}T${cutOff}:00+07:00`);
  return received > at ? at : undefined;
};

/**
 * The intake limit of an online submission over the published calendars, counted as workflow counts it when it opens the dossier; undefined where
 * no calendar covers the time, or only one whose days off are not settled: a receipt promises.
 */
export const answerTime =
  ({ catalogue }: Pick<IntakePorts, 'catalogue'>) =>
  (procedure: string, receivedAt: string): AnswerTime | undefined => {
    const definition = catalogue.procedure(procedure)?.definition;
    const limit = definition?.intakeLimits.web ?? generalIntakeLimit;
    const received = fromInstant(receivedAt);
    const calendar = catalogue.calendar();
    try {
      const { at: by, provisional } = calendar.addTime(received, limit, received, 'intake');
      if (provisional) return undefined;
      const cutOff = definition && missedCutOff(definition, received);
      return {
        by,
        ...(calendar.isWorking(received, 'intake') ? {} : { seenFrom: calendar.nextWorking(received, 'intake') }),
        ...(cutOff !== undefined && calendar.datesBetween(received, by) <= 1 ? { cutOff } : {}),
      };
    } catch (error) {
      if (error instanceof CalendarNotCovered) return undefined;
      throw error;
    }
  };
