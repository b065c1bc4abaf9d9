import type { z } from 'zod';
import type { FieldError } from './problem.ts';

const escaped = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

type Place = 'body' | 'query' | 'params';

/** JSON pointer in the body; `?name` in the query, `:name` in the path. */
const pointerOf = (place: Place, path: readonly PropertyKey[]): string => {
  if (place === 'body') return path.map((part) => `/${escaped(part)}`).join('');
  return `${place === 'query' ? '?' : ':'}${path.map(String).join('.')}`;
};

/** Texts never repeat what was sent: it may be personal. */
const one = (place: Place, issue: z.core.$ZodIssue): FieldError[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, 20).map((key) => ({
      pointer: pointerOf(place, [...issue.path, key.slice(0, 100)]),
      code: 'unrecognized_keys',
      message: 'unknown property',
    }));
  const code = issue.code === 'custom' && typeof issue.params?.code === 'string' ? issue.params.code : issue.code;
  return [{ pointer: pointerOf(place, issue.path), code, message: issue.message.slice(0, 300) }];
};

/** At most 50, so that a hostile body cannot make a large answer. */
export const fieldErrors = (place: Place, error: z.core.$ZodError): FieldError[] =>
  error.issues.flatMap((issue) => one(place, issue)).slice(0, 50);
