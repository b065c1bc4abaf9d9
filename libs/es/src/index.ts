export type {
  AppendOutcome,
  ChainedAppend,
  ChainedEvent,
  EventStoreAdapter,
  LogPage,
  StoredEvent,
  StreamPage,
} from './adapter.ts';
export type { FoundCommand } from './aggregate.ts';
export { canonicalJson } from './canonical-json.ts';
export { chained, wholeLog } from './chained.ts';
export { type Codec, codec, type Shape } from './codec.ts';
export {
  type CommandContext,
  type CommandHandler,
  type CommandHandlerOptions,
  commandHandler,
  type Handled,
  type Loaded,
} from './command-handler.ts';
export type { Decider } from './decider.ts';
export {
  AppendTooLarge,
  ClockBehind,
  EventIdReused,
  HashMismatch,
  isAppendTooLarge,
  isClockBehind,
  isEventIdReused,
  isHashMismatch,
  isRejection,
  isStoreUnavailable,
  isVersionConflict,
  Rejection,
  StoreUnavailable,
  VersionConflict,
} from './errors.ts';
export type { DomainEvent, EventMetadata, NewEvent, Recorded } from './event.ts';
export { eventIdOf } from './event-id.ts';
export type { Appended, AppendOptions, CaughtUp, EventStore, ExpectedRevision, ReadOptions, SubscribeOptions } from './event-store.ts';
export { type FewStreamsOptions, type SeenStreams, type StreamsSeen, subscribeToFew } from './few-streams.ts';
export { type ChainFault, type ChainVerdict, chainWalk, hashOf, type Link, type StreamHead, verifyChain } from './hash-chain.ts';
export { instantOf } from './instant.ts';
export { memoryEventStore } from './memory-event-store.ts';
export { appendRecorded, type RecordedAppendsOptions, RecordRefused } from './recorded-appends.ts';
export { describeSeal, Seal, type StoreSeal } from './seal.ts';
