/** The bus as a transport of Nest's. Apart from the rest: the bus itself runs without it, and it is large. */
export {
  Answers,
  JetStreamStrategy,
  type JetStreamStrategyOptions,
  type ReactionContext,
  type ReactorDeclaration,
  Reacts,
} from './jetstream-strategy.ts';
