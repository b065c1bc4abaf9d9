/** The answer and what to do now, in the voice of the house. */
export interface Said {
  readonly answer: string;
  /** What an officer wrote to it, in Vietnamese. */
  readonly quoted?: string | undefined;
  /** What to do now; where that is more than one thing, each in a line of its own. */
  readonly todo?: string | undefined;
  /** Whom to call belongs to it: a promise was not kept, or there is something to ask or to say at once. */
  readonly call?: boolean | undefined;
}

/** Officers end what they write with a full stop, or not. */
export const asSentence = (written: string | undefined): string | undefined => written && `${written.replace(/[.\s]*$/, '')}.`;
