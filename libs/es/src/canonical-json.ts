/**
 * Canonical JSON (RFC 8785): keys in UTF-16 code-unit order, shortest numbers, no spaces. One value, one text, so that a hash means something.
 * Written out here because it stands in the path of every append: a third cheaper than the `canonicalize` package, the oracle of its property test. Throws `TypeError` where JSON has no word for a value
 * (NaN, infinities, bigint, nothing at all); keys whose value is undefined are left out, as in `JSON.stringify`. Half a surrogate pair, which the RFC
 * refuses, is written as its escape: it comes back as it went in, and nobody's submission fails for it.
 */
export const canonicalJson = (value: unknown): string => {
  const text = write(value);
  if (text === undefined) throw new TypeError(`no canonical JSON of ${typeof value}`);
  return text;
};

const write = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('no canonical JSON of a number that is not finite');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON());
      return Array.isArray(value) ? writeArray(value) : writeObject(value as Readonly<Record<string, unknown>>);
    case 'bigint':
      throw new TypeError('no canonical JSON of a bigint');
    default:
      return undefined;
  }
};

const writeArray = (items: readonly unknown[]): string => {
  let text = '[';
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ',';
    text += write(items[index]) ?? 'null';
  }
  return `${text}]`;
};

const writeObject = (object: Readonly<Record<string, unknown>>): string => {
  let text = '{';
  for (const key of sorted(Object.keys(object))) {
    const value = write(object[key]);
    if (value === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${quote(key)}:${value}`;
  }
  return `${text}}`;
};

/** `sort()` without a comparator orders by UTF-16 code units, which is what the RFC asks. Most objects are written in one order by one line of code: look first. */
const sorted = (keys: string[]): string[] => {
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
};

const plain = /^[ !#-[\]-~\u00a0-\ud7ff]*$/;
const quote = (text: string): string => (text.length < 64 && plain.test(text) ? `"${text}"` : JSON.stringify(text));
