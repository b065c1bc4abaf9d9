export type {
  Bus,
  FeedBatch,
  FollowOptions,
  LogPosition,
  ParkedMessage,
  ParkedMessages,
  Reaction,
  ReactorCheckpoints,
  RelayStatus,
  RequestHandler,
  RunningReactor,
  RunningRelay,
} from './bus.ts';
export { EpochChanged, NobodyAnswers, RequestTimedOut } from './errors.ts';
export { done, type Outcome, park, retry } from './outcome.ts';
