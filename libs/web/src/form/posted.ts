/** A posted form as it came: names are input names. What was typed wrong is kept, so that it can be shown again. */
export type Posted = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One value of a name; of several the first. */
export function given(posted: Posted, name: string): string {
  const value = Object.hasOwn(posted, name) ? posted[name] : undefined;
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
}

/** A refused field: the JSON pointer of the submission, and what to do. */
export interface Mistake {
  readonly pointer: string;
  readonly message: string;
}

/** The input name of a form field: `form/child/fullName`. It is the pointer into the submission without its first slash. */
export const nameOf = (path: string): string => `form${path}`;

/** The field of a list of names that a pointer means: itself, the composite it is a part of, or the first of its parts. */
export function fieldOf(pointer: string, names: readonly string[]): string | undefined {
  const wanted = pointer.replace(/^\//, '');
  const around = names.filter((name) => wanted === name || wanted.startsWith(`${name}/`)).sort((a, b) => b.length - a.length)[0];
  return around ?? names.find((name) => name.startsWith(`${wanted}/`));
}
