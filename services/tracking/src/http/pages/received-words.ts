import { CalendarNotCovered, dateOf, fromInstant, momentInWords, timeInWords, type WorkingCalendar } from '@motcua/legal-clock';
import type { Language } from '@motcua/web';
import type { ShownStatus, StatusView } from './status-view.ts';

const words = {
  vi: {
    outOfHours: (received: string, seen: string) => `Đã nhận lúc ${received}, ngoài giờ làm việc. Cán bộ xem từ ${seen}.`,
    nextDay: (cutOff: string) => `Nhận sau ${cutOff} nên trả kết quả chậm nhất vào ngày làm việc tiếp theo.`,
  },
  en: {
    outOfHours: (received: string, seen: string) => `Received at ${received}, outside of working hours. Officers look at it from ${seen}.`,
    nextDay: (cutOff: string) => `Received after ${cutOff}, so it is returned on the next working day at the latest.`,
  },
} as const;

/** Until when it is promised: the answer, then the appointment. */
const promisedBy = ({ stage, next, clock }: StatusView): string | undefined => (stage.state === 'submitted' ? next?.by : clock?.dueAt);

type Received = NonNullable<StatusView['received']>;

/** From when it is looked at, as long as that is still to come. */
const outOfHours = ({ at, afterHours }: Received, calendar: WorkingCalendar, now: number, language: Language): string | undefined => {
  if (!afterHours) return undefined;
  const seen = calendar.nextWorking(fromInstant(at), 'intake');
  return now < seen ? words[language].outOfHours(timeInWords(fromInstant(at), language), momentInWords(seen, language)) : undefined;
};

/** Why it is not returned the same day; not said where the next working day cannot be kept either. */
const nextDay = ({ at, cutOff }: Received, calendar: WorkingCalendar, by: string, now: number, language: Language): string | undefined => {
  const [received, until] = [fromInstant(at), fromInstant(by)];
  if (cutOff === undefined || now >= until || calendar.datesBetween(received, until) > 1) return undefined;
  return words[language].nextDay(timeInWords(fromInstant(`${dateOf(received)}T${cutOff}:00+07:00`), language));
};

/** What the hour at which it came means for the times that are told. Nothing without a calendar, and nothing once papers came later. */
export function receivedIn({ status, language, calendar }: Pick<ShownStatus, 'status' | 'language' | 'calendar'>, now: number): string[] {
  const { received, stage, timeline } = status;
  const by = promisedBy(status);
  if (!received || !calendar || by === undefined || timeline.some(({ event }) => event === 'DossierResumed')) return [];
  try {
    return [
      stage.state === 'submitted' && outOfHours(received, calendar, now, language),
      ['submitted', 'accepted'].includes(stage.state) && nextDay(received, calendar, by, now, language),
    ].filter((said) => typeof said === 'string');
  } catch (error) {
    if (error instanceof CalendarNotCovered) return [];
    throw error;
  }
}
