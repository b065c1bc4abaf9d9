const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The value at a JSON pointer (RFC 6901); undefined where a part is missing. Only own properties count. */
export const valueAt = (document: unknown, pointer: string): unknown => {
  let value = document;
  for (const part of pointer.split('/').slice(1)) {
    const key = unescaped(part);
    if (!isContainer(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
};

/** Whether somebody wrote something there: an empty text is an empty field. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** A copy with the value at the pointer; missing parents are made. */
export const withValueAt = (document: Readonly<Record<string, unknown>>, pointer: string, value: unknown): Record<string, unknown> => {
  const [first = '', ...rest] = pointer.split('/').slice(1);
  const key = unescaped(first);
  const below = document[key];
  const next = rest.length === 0 ? value : withValueAt(isContainer(below) ? below : {}, `/${rest.join('/')}`, value);
  return { ...document, [key]: next };
};
