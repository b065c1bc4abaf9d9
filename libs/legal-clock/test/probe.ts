import { dateInWords, toInstant } from '../src/index.ts';
import { at, year2026 } from './calendars.ts';

/** Run under several TZ by the laws' test: prints answers and the zone it ran in. */
const due = year2026.addTime(at('2026-11-16T14:00'), { value: 3, unit: 'workingDay' }).at;
const many = Array.from(
  { length: 300 },
  (_, n) => year2026.addTime(at('2026-01-05T00:00') + n * 83_000_000, { value: 2.5, unit: 'workingDay' }).at,
);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
process.stdout.write(JSON.stringify({ zone, due: toInstant(due), words: dateInWords(due), many }));
