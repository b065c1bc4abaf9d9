/** Việt Nam has one offset and no summer time. */
const offsetMs = 7 * 3_600_000;

/** The date in Việt Nam, `YYYY-MM-DD`. */
export const localDateOf = (at: Date): string => new Date(at.getTime() + offsetMs).toISOString().slice(0, 10);
