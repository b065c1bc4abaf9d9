import { type FieldError, Problem } from './problem.ts';

/** Deeper than any form; a schema library recursing into more would be at risk. */
const deepest = 32;

const escaped = (part: string): string => part.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
const wrong = (pointer: string, code: string, message: string): FieldError => ({ pointer, code, message });

/** Text that no store, log or message takes well: NUL, and halves of surrogate pairs (they have no UTF-8). */
export const badText = (text: string): string | undefined => {
  if (text.includes('\0')) return 'NUL characters are not allowed';
  return text.isWellFormed() ? undefined : 'not well-formed Unicode';
};

/** The first thing in parsed JSON that may not go further. Depth is bounded before recursion can hurt. */
const firstBad = (value: unknown, pointer: string, depth: number): FieldError | undefined => {
  if (typeof value === 'string') {
    const bad = badText(value);
    return bad === undefined ? undefined : wrong(pointer, 'text', bad);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : wrong(pointer, 'number', 'number out of range');
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= deepest) return wrong('', 'depth', `nested deeper than ${deepest}`);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const bad = firstBad(value[index], `${pointer}/${index}`, depth + 1);
      if (bad) return bad;
    }
    return undefined;
  }
  for (const key in value) {
    if (badText(key) !== undefined) return wrong(pointer, 'text', 'property name with characters that are not allowed');
    const bad = firstBad((value as Record<string, unknown>)[key], `${pointer}/${escaped(key)}`, depth + 1);
    if (bad) return bad;
  }
  return undefined;
};

/** 400 with a pointer for NUL, lone surrogates, infinite numbers and nesting beyond 32. */
export const assertDecent = (body: unknown): void => {
  const bad = firstBad(body, '', 0);
  if (bad) throw new Problem('malformed', 400, { errors: [bad] });
};
