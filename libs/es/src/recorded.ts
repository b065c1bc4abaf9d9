import type { StoredEvent } from './adapter.ts';
import type { Recorded } from './event.ts';

/** The texts that a store keeps, read again. */
export const toRecorded = (event: StoredEvent): Recorded => ({
  ...event,
  data: JSON.parse(event.data) as object,
  metadata: JSON.parse(event.metadata) as Recorded['metadata'],
});
