/** The answer and what to do now, in the voice of the house. */
export interface Said {
  readonly answer: string;
  /** What an officer wrote to it, in Vietnamese. */
  readonly quoted?: string | undefined;
  /** What to do now; where that is more than one thing, each in a line of its own. */
  readonly todo?: string | undefined;
  /** A promise was not kept: whom to call belongs to it. */
  readonly sorry?: boolean | undefined;
}

/** Officers end what they write with a full stop, or not. */
export const asSentence = (written: string | undefined): string | undefined => written && `${written.replace(/[.\s]*$/, '')}.`;
