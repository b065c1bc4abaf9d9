import type { Collection, FindOptions, StoredDocument } from '@motcua/read-models';
import type { DueRow } from '../../application/record-breaches.ts';
import { openStates, type QueueState, searchable } from './queue.document.ts';

export interface QueueQuestion {
  readonly agency: string;
  readonly state?: string | undefined;
  readonly unit?: string | undefined;
  readonly assignee?: string | undefined;
  readonly due?: 'today' | 'overdue' | undefined;
  readonly q?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}
export interface QueuePage {
  /** Rendered lines. */
  readonly items: readonly string[];
  readonly next?: string;
}

const isRequestCode = (q: string): boolean => /^YC-/i.test(q);
const isCode = (q: string): boolean => /^[A-Z]\d{1,3}(\.\d{1,4})*-\d{6}-\d{4,}$/i.test(q);

type Where = Pick<FindOptions, 'index' | 'where' | 'prefix' | 'range'>;

/** A code is matched exactly, a name by prefix: the index that finds names from their beginning has them in their order. Otherwise by due time. */
const whereOf = ({ agency, state, assignee, due, q }: QueueQuestion, now: { at: number; endOfDay: number }): Where => {
  if (q !== undefined && isRequestCode(q)) return { index: 'requestCode', where: { agency, requestCode: q.toUpperCase() } };
  if (q !== undefined && isCode(q)) return { index: 'code', where: { agency, code: q.toUpperCase() } };
  if (q !== undefined) return { index: 'name', where: { agency }, prefix: { key: 'name', value: searchable(q) } };
  const range = due === undefined ? {} : { range: { key: 'due', to: due === 'overdue' ? now.at : now.endOfDay } };
  if (assignee !== undefined) return { index: 'assignee', where: { agency, assignee }, ...range };
  if (state !== undefined) return { index: 'state', where: { agency, state }, ...range };
  return { index: 'open', where: { agency, open: 1 }, ...range };
};

const running = new Set<unknown>(['submitted', 'accepted', 'inProgress']);

/** What the index in use does not say already. */
const fits =
  ({ state, unit, assignee, due }: QueueQuestion, now: { at: number; startOfDay: number; endOfDay: number }) =>
  ({ keys }: StoredDocument): boolean => {
    if (state === undefined ? !(openStates as readonly unknown[]).includes(keys.state) : keys.state !== state) return false;
    if (unit !== undefined && keys.unit !== unit) return false;
    if (assignee !== undefined && keys.assignee !== assignee) return false;
    const at = Number(keys.due);
    if (due === 'overdue') return at < now.at && running.has(keys.state);
    if (due === 'today') return at >= now.startOfDay && at < now.endOfDay;
    return true;
  };

const maxPages = 20;
const vietnam = 7 * 3_600_000;
const day = 86_400_000;

/** One page of the queue, by due time, then id; what is looked for by name by that name, then id. A page may be short where much was passed over; `next` goes on. */
export const findInQueue = async (collection: Collection, question: QueueQuestion, at: number): Promise<QueuePage> => {
  const startOfDay = Math.floor((at + vietnam) / day) * day - vietnam;
  const now = { at, startOfDay, endOfDay: startOfDay + day };
  const where = whereOf(question, now);
  const wanted = fits(question, now);
  const items: string[] = [];
  let cursor = question.cursor;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await collection.find({ ...where, limit: question.limit - items.length, ...(cursor === undefined ? {} : { cursor }) });
    for (const document of page.items) if (wanted(document) && document.rendered !== undefined) items.push(document.rendered);
    cursor = page.next;
    if (cursor === undefined || items.length >= question.limit) break;
  }
  return cursor === undefined ? { items } : { items, next: cursor };
};

/** Running clocks due before that moment and not recorded as breached. */
export const findDueRows =
  (collection: () => Collection) =>
  async (before: number, limit: number): Promise<readonly DueRow[]> => {
    const { items } = await collection().find({ index: 'breach', where: {}, range: { key: 'breachAt', from: 0, to: before }, limit });
    return items.flatMap(({ state }) => {
      const { line } = JSON.parse(state) as QueueState;
      return line.dueAt === undefined ? [] : [{ dossierId: line.id, dueAt: line.dueAt }];
    });
  };
