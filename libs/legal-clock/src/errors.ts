/** The calendars given do not cover this date: a due date is refused rather than guessed. */
export class CalendarNotCovered extends Error {
  override readonly name = 'CalendarNotCovered';
  readonly date: string;

  constructor(date: string) {
    super(`No published calendar covers ${date}`);
    this.date = date;
  }
}
