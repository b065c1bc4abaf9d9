import { deepStrictEqual, fail } from 'node:assert/strict';
import type { Decider } from '../decider.ts';
import { isRejection } from '../errors.ts';
import type { DomainEvent } from '../event.ts';

export interface Then<E extends DomainEvent> {
  /** Exactly these events, in this order, nothing more. */
  then(...expected: readonly E[]): void;
  thenNothing(): void;
  /** A rejection with this code and, where given, exactly these details. */
  thenRejected(code: string, details?: Readonly<Record<string, unknown>>): void;
}

export interface Given<Command, E extends DomainEvent> {
  when(command: Command): Then<E>;
}

/** By a constant, because the linter takes a plain `then` for a promise. This one is called, never awaited. */
const sentence = 'then';

type Decision<E> = { readonly events: readonly E[] } | { readonly thrown: unknown };

const tried = <E>(decide: () => readonly E[]): Decision<E> => {
  try {
    return { events: decide() };
  } catch (thrown) {
    return { thrown };
  }
};

const compare = <E extends DomainEvent>(decision: Decision<E>, expected: readonly E[]): void => {
  if ('thrown' in decision) throw decision.thrown;
  deepStrictEqual([...decision.events], [...expected]);
};

/** A test of behaviour as a sentence: `given(...events).when(command).then(...events)`. */
export const scenario = <State, Command, E extends DomainEvent>({ initialState, evolve, decide }: Decider<State, Command, E>) => ({
  given: (...history: readonly E[]): Given<Command, E> => ({
    when: (command) => {
      const state = history.reduce<State>(evolve, initialState);
      const decision = tried(() => decide(command, state));
      return {
        [sentence]: (...expected) => compare(decision, expected),
        thenNothing: () => compare(decision, []),
        thenRejected: (code, details) => {
          if (!('thrown' in decision)) fail(`expected the rejection ${code}, got ${JSON.stringify(decision.events)}`);
          if (!isRejection(decision.thrown)) throw decision.thrown;
          deepStrictEqual(decision.thrown.code, code);
          if (details !== undefined) deepStrictEqual(decision.thrown.details, details);
        },
      };
    },
  }),
});
