/** The deployment accepts, and does not answer. What was asked may still be done. */
export class Unanswered extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = 'Unanswered';
  }
}

/** Who asks is told of a store that is away within two seconds, the caller's own work included. */
const answerMs = 1_500;

/**
 * The answer to one question, all its commands together, or `Unanswered` after `withinMs`. The driver by itself waits for its socket's time-out, twice where it
 * tries again, and has no limit of its own for a question (its `timeoutMS` does nothing). Reads are to be given the signal, which closes their connection:
 * otherwise the pool fills with connections that nobody answers. A write goes on unheard.
 */
export const answered = async <T>(ask: (signal: AbortSignal) => Promise<T>, withinMs = answerMs): Promise<T> => {
  const ending = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Unanswered(withinMs);
    late.reject(error);
    ending.abort(error);
  }, withinMs);
  try {
    return await Promise.race([ask(ending.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
