export type {
  Bus,
  BusLogger,
  ClosedMessage,
  Confirmed,
  FeedBatch,
  FollowOptions,
  Hearing,
  LogPosition,
  ParkedMessage,
  ParkedMessages,
  PublicBus,
  PublicMessage,
  PublicTranslation,
  Reaction,
  ReactorCheckpoints,
  ReactorStorage,
  RelayStatus,
  RequestHandler,
  RunningReactor,
  RunningRelay,
} from './bus.ts';
export { EpochChanged, NobodyAnswers, RequestFailed, RequestTimedOut } from './errors.ts';
export type { Patience } from './leisure.ts';
export { done, type Outcome, park, retry } from './outcome.ts';
export { type KnownReactor, parkedMessages } from './parked-messages.ts';
export { openParking, type Parking } from './parking.ts';
export { defaultLimits, type ReactorFeed, type ReactorLimits, runReactor } from './reactor.ts';
