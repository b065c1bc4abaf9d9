import type { EventStore, Recorded } from '@motcua/es';

/** Events that follow each other in one stream, for one append. */
export type Run = readonly [Recorded, ...Recorded[]];

/** Events looked through for what belongs into one append. */
const pageSize = 2_000;
/** Of one append; far below what one may hold. */
const maxEvents = 100;
const maxChars = 128 * 1024;

/** Streams that all stories look at: what stands before and behind one of their events must stay there. */
const publishedForAll = ['procedure-', 'calendar-', 'directory-'];
export const isForAll = ({ stream }: Recorded): boolean => publishedForAll.some((prefix) => stream.startsWith(prefix));

/** Of the texts that will be stored, near enough: the port cares for what one append may hold. */
const charsOf = ({ data }: Recorded): number => JSON.stringify(data).length + 300;

interface OpenRun {
  readonly at: number;
  readonly events: [Recorded, ...Recorded[]];
  chars: number;
}

/**
 * The events of a page as runs. `strict`: the order of the events stays as it is. Otherwise an event joins an earlier run of its stream where nothing of its
 * story lies between, so that each stream and each story (`correlationId`) keeps its order, and so does everything about what is published for all.
 */
export const runsIn = (page: readonly Recorded[], strict: boolean): readonly Run[] => {
  const runs: OpenRun[] = [];
  let open = new Map<string, OpenRun>();
  let stories = new Map<string, number>();
  for (const event of page) {
    const { stream, revision, metadata } = event;
    const chars = charsOf(event);
    const run = open.get(stream);
    const follows = run !== undefined && run.events[run.events.length - 1]?.revision === revision - 1;
    const nothingBetween = run !== undefined && run.at >= (strict ? runs.length - 1 : (stories.get(metadata.correlationId) ?? 0));
    const forAll = isForAll(event);
    if (follows && nothingBetween && !forAll && run.events.length < maxEvents && run.chars + chars <= maxChars) {
      run.events.push(event);
      run.chars += chars;
      stories.set(metadata.correlationId, run.at);
      continue;
    }
    if (forAll) [open, stories] = [new Map(), new Map()];
    const next: OpenRun = { at: runs.length, events: [event], chars };
    runs.push(next);
    if (forAll) continue;
    open.set(stream, next);
    stories.set(metadata.correlationId, next.at);
  }
  return runs.map(({ events }) => events);
};

/** What the target lacks of the source's log behind a position, up to its head of now. */
export async function* missingRuns(
  source: EventStore,
  after: number,
  lacks: (event: Recorded) => boolean,
  strict: boolean,
): AsyncGenerator<Run, void> {
  const end = await source.head();
  for (let at = after; at < end; ) {
    const page = (await source.readAll({ after: at, limit: pageSize })).filter(({ position }) => position <= end);
    const last = page.at(-1);
    if (last === undefined) return;
    at = last.position;
    yield* runsIn(page.filter(lacks), strict);
  }
}
