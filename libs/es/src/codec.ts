import type { DomainEvent, Recorded } from './event.ts';

/** Reads one stored version and answers the newest shape; throws where the data is not of it. A zod schema is one. */
export interface Shape {
  parse(data: unknown): unknown;
}

export interface Codec<E extends DomainEvent = DomainEvent> {
  /** A stored event in the newest version of its type and shape. Throws for an unknown type and for data that is not of its version. */
  decode(recorded: Recorded): Recorded<E>;
  /** An event about to be stored: of the newest version, its data as the shape says (unknown keys dropped). Throws otherwise, before anything is stored. */
  check<T extends E>(event: T): T;
}

const split = (type: string): { name: string; version: number } => {
  const [, name, version] = /^(.+)\.v(\d+)$/.exec(type) ?? [];
  if (name === undefined) throw new Error(`a stored type carries its version: ${type}`);
  return { name, version: Number(version) };
};

/** Every stored type → the shape that reads it. Old versions stay in the table for ever; what they decode to carries the newest type of the same name. */
export const codec = <E extends DomainEvent = DomainEvent>(table: Readonly<Record<string, Shape>>): Codec<E> => {
  const newest = new Map<string, number>();
  for (const { name, version } of Object.keys(table).map(split)) newest.set(name, Math.max(version, newest.get(name) ?? 0));
  const entries = new Map(
    Object.entries(table).map(([type, shape]) => {
      const { name } = split(type);
      return [type, { shape, newest: `${name}.v${newest.get(name)}` }];
    }),
  );
  const entryOf = (type: string) => {
    const entry = entries.get(type);
    if (entry === undefined) throw new Error(`unknown event type ${type}`);
    return entry;
  };
  return {
    decode: (recorded) => {
      const entry = entryOf(recorded.type);
      return { ...recorded, type: entry.newest, data: entry.shape.parse(recorded.data) } as Recorded<E>;
    },
    check: <T extends E>(event: T): T => {
      const entry = entryOf(event.type);
      if (entry.newest !== event.type) throw new Error(`${event.type} is stored as ${entry.newest} now`);
      return { ...event, data: entry.shape.parse(event.data) };
    },
  };
};
