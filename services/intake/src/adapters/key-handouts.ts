import type { Bus } from '@motcua/bus';
import { handouts } from '@motcua/contracts';
import type { HandOutKey } from '../application/ports.ts';

/** `SubjectKeysHandout` takes so many at once. */
const batchSize = 500;

/** What is filed in one turn of the loop is told in one message, and before the relay, which comes to it in the next, tells of the submissions. */
export const keyHandouts = (bus: Pick<Bus, 'tell'>): HandOutKey => {
  let next: [string, string][] = [];
  const flush = (): void => {
    const told = next;
    next = [];
    for (let start = 0; start < told.length; start += batchSize)
      bus.tell(handouts.subjectKeys, { keys: told.slice(start, start + batchSize) });
  };
  return (dossierId, key) => {
    if (next.length === 0) setImmediate(flush);
    next.push([dossierId, Buffer.from(key).toString('base64url')]);
  };
};
