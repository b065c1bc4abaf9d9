import type { Recorded } from './event.ts';

/** Events that follow each other in one stream, for one append. `chars`: of their texts as they will be stored, near enough. */
export interface Run {
  readonly events: readonly Recorded[];
  readonly chars: number;
}

/** Of one append; below what one may hold: a character takes three bytes at the most. */
const maxEvents = 100;
const maxChars = 128 * 1024;
/** Id, type and whatever a store adds. */
const charsBesides = 100;
/** Looked through at once for what belongs into one append. */
const pageEvents = 10_000;
const pageChars = 8 * 1024 * 1024;

const charsOf = ({ data, metadata }: Recorded): number => JSON.stringify(data).length + JSON.stringify(metadata).length + charsBesides;

const openRun = (at = 0) => ({ at, events: [] as Recorded[], chars: 0 });
type OpenRun = ReturnType<typeof openRun>;

const hasRoom = ({ events, chars }: Run, { stream, revision }: Recorded, more: number): boolean => {
  const last = events[events.length - 1];
  return events.length < maxEvents && chars + more <= maxChars && last?.stream === stream && last.revision === revision - 1;
};
const join = (run: OpenRun, event: Recorded, chars: number): void => {
  run.events.push(event);
  run.chars += chars;
};

/** A log as runs, in its very order: only neighbours join. */
export async function* runsInOrder(log: AsyncIterable<Recorded>): AsyncGenerator<Run, void> {
  let run = openRun();
  for await (const event of log) {
    const chars = charsOf(event);
    if (run.events.length > 0 && !hasRoom(run, event, chars)) {
      yield run;
      run = openRun();
    }
    join(run, event, chars);
  }
  if (run.events.length > 0) yield run;
}

interface Sized {
  readonly event: Recorded;
  readonly chars: number;
}

async function* pagesOf(log: AsyncIterable<Recorded>): AsyncGenerator<readonly Sized[], void> {
  let page: Sized[] = [];
  let chars = 0;
  for await (const event of log) {
    const sized = { event, chars: charsOf(event) };
    page.push(sized);
    chars += sized.chars;
    if (page.length < pageEvents && chars < pageChars) continue;
    yield page;
    [page, chars] = [[], 0];
  }
  yield page;
}

const runsIn = (page: readonly Sized[], alone: (event: Recorded) => boolean): readonly OpenRun[] => {
  const runs: OpenRun[] = [];
  let open = new Map<string, OpenRun>();
  /** The last run that an event of the story is in. */
  let stories = new Map<string, number>();
  for (const { event, chars } of page) {
    const story = event.metadata.correlationId;
    const standsAlone = alone(event);
    if (standsAlone) [open, stories] = [new Map(), new Map()];
    let run = open.get(event.stream);
    if (run === undefined || !hasRoom(run, event, chars) || (stories.get(story) ?? 0) > run.at) {
      run = openRun(runs.length);
      runs.push(run);
    }
    join(run, event, chars);
    if (standsAlone) continue;
    open.set(event.stream, run);
    stories.set(story, run.at);
  }
  return runs;
};

/**
 * A log as runs, fewer of them: an event joins an earlier run of its stream where nothing of its story lies between, so that each stream and each story
 * (`correlationId`) keeps its order. What stands `alone` stays behind and before the very events that it stood behind and before.
 */
export async function* runsByStory(log: AsyncIterable<Recorded>, alone: (event: Recorded) => boolean): AsyncGenerator<Run, void> {
  for await (const page of pagesOf(log)) yield* runsIn(page, alone);
}
