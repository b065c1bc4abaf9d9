import type { DomainEvent } from './event.ts';

/** The core of an aggregate: where we start, what an event changes, what a command decides. Pure; time and ids arrive in the command. */
export interface Decider<State, Command, E extends DomainEvent> {
  readonly initialState: State;
  readonly evolve: (state: State, event: E) => State;
  /** Deciding twice decides nothing the second time. Throws `Rejection` where the domain says no. */
  readonly decide: (command: Command, state: State) => readonly E[];
}
