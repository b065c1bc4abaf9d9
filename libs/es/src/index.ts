export type { Decider } from './decider.ts';
export {
  AppendTooLarge,
  EventIdReused,
  isAppendTooLarge,
  isEventIdReused,
  isRejection,
  isStoreUnavailable,
  isVersionConflict,
  Rejection,
  StoreUnavailable,
  VersionConflict,
} from './errors.ts';
export type { DomainEvent, EventMetadata, NewEvent, Recorded } from './event.ts';
export type { Appended, CaughtUp, EventStore, ExpectedRevision, ReadOptions, SubscribeOptions } from './event-store.ts';
