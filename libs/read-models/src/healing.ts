import type { Bus, BusLogger } from '@motcua/bus';
import type { Arrival } from './event-sorter.ts';
import type { HeldDocument } from './held-document.ts';
import type { Projection } from './projection.ts';

/** The owner's log does not hold what lies before an event that it sent: asked again later, never guessed. */
class StreamIncomplete extends Error {
  constructor(stream: string) {
    super(`${stream} is not complete in its owner's log`);
    this.name = 'StreamIncomplete';
  }
}

/** What is to be folded into one document: repeats left out, gaps filled from the owner's log. */
export const healed =
  <State, Opened>(projection: Projection<State, Opened>, bus: Pick<Bus, 'readStream'>, logger: BusLogger) =>
  async (id: string, held: HeldDocument<State> | undefined, arrivals: readonly Arrival[]): Promise<readonly Arrival[]> => {
    const last = new Map(Object.entries(held?.revisions ?? {}));
    const wanted: Arrival[] = [];
    for (const arrival of arrivals) {
      const { source, event } = arrival;
      const { stream, revision } = event;
      const known = last.get(stream) ?? -1;
      if (revision <= known) continue;
      if (revision > known + 1 && !arrival.follows) {
        const between = (await bus.readStream(source, stream, known + 1)).filter((read) => read.revision < revision);
        if (between.length !== revision - known - 1) throw new StreamIncomplete(stream);
        const ours = between.filter((read) => projection.documentsOf(source, read).includes(id));
        if (ours.length > 0) logger.info('gap healed from the owner', { projection: projection.name, source, events: ours.length });
        for (const read of ours) wanted.push({ source, event: read, follows: true });
      }
      wanted.push(arrival);
      last.set(stream, revision);
    }
    return wanted;
  };
