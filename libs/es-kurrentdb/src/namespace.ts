/** Where one service's streams lie in a cluster that several share. */
export interface Namespace {
  /** What the physical name of every stream begins with. */
  readonly prefix: string;
  toPhysical(stream: string): string;
  /** Undefined: not a stream of this namespace. */
  toLogical(physical: string): string | undefined;
  /** Outside the namespace itself, so that the store's own records are no events of the store. */
  readonly epochs: string;
  readonly positions: string;
}

/** The category of a stream ends at its first dash, so a namespace has none. */
const allowed = /^[A-Za-z0-9_]{1,64}$/;

/**
 * Everything but printable ASCII is percent-encoded: servers compare prefixes by the rules of their host's language, under which a letter and its accent
 * belong together. Done sign by sign, so that a prefix stays a prefix.
 */
const encode = (text: string): string => text.replace(/[^!-$&-~]/gu, encodeURIComponent);

export const namespaceOf = (name: string): Namespace => {
  if (!allowed.test(name)) throw new RangeError(`"${name}" is no namespace: letters, digits and _ only`);
  const prefix = `${name}.`;
  return {
    prefix,
    toPhysical: (stream) => prefix + encode(stream),
    toLogical: (physical) => (physical.startsWith(prefix) ? decodeURIComponent(physical.slice(prefix.length)) : undefined),
    epochs: `motcua_epochs-${name}`,
    positions: `motcua_positions-${name}`,
  };
};
