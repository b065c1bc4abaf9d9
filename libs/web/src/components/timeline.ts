import { type Html, html } from '../html.ts';
import type { Language } from '../language.ts';

export interface TimelineEntry {
  readonly title: string;
  /** RFC 3339. */
  readonly at: string;
  /** The same moment in words. */
  readonly when: string;
  readonly where?: string;
}

const shown = 5;
/** A fold of one would take the room of what it hides. */
const leastFolded = 2;
const entry = ({ title, at, when, where }: TimelineEntry, newest: boolean): Html =>
  html`<li class="${newest && 'newest'}"><p>${title}</p><time datetime="${at}">${when}</time>${where && html`<small>${where}</small>`}</li>`;

/** Newest first; more than five are folded, except on paper. */
export function timeline(oldestFirst: readonly TimelineEntry[], language: Language): Html {
  const entries = oldestFirst.toReversed();
  const first = entries.length < shown + leastFolded ? entries.length : shown;
  const older = entries.slice(first);
  const more = language === 'vi' ? `Xem ${older.length} việc trước đó` : `Show ${older.length} earlier`;
  return html`<ol class="timeline">${entries.slice(0, first).map((one, index) => entry(one, index === 0))}</ol>${
    older.length > 0 &&
    html`<details><summary>${more}</summary><ol class="timeline">${older.map((one) => entry(one, false))}</ol></details>`
  }`;
}
