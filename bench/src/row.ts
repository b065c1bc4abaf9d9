/** One line of the table: what was measured, the figure with its unit, and what must and should be reached (issue's floor and aim). */
export interface Row {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  readonly floor?: number;
  readonly aim?: number;
  /** Lower is better: time-outs, lags, memory. */
  readonly lower?: boolean;
  readonly note?: string;
}

const verdict = ({ figure, floor, aim, lower }: Row): string => {
  const reaches = (goal: number | undefined): boolean => goal !== undefined && (lower ? figure <= goal : figure >= goal);
  if (floor === undefined && aim === undefined) return '';
  if (reaches(aim)) return 'aim';
  return reaches(floor) ? 'floor' : 'MISSED';
};

const number = (value: number | undefined): string => {
  if (value === undefined) return '';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);
};

/** The rows as a Markdown table. */
export const table = (rows: readonly Row[]): string =>
  [
    '| measured | figure | floor | aim | reached | note |',
    '|---|---:|---:|---:|---|---|',
    ...rows.map(
      (row) =>
        `| ${row.name} | ${number(row.figure)} ${row.unit} | ${number(row.floor)} | ${number(row.aim)} | ${verdict(row)} | ${row.note ?? ''} |`,
    ),
  ].join('\n');
