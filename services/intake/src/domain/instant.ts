/** Việt Nam has one offset and no summer time. */
const offsetMs = 7 * 3_600_000;

const local = (at: Date): string => new Date(at.getTime() + offsetMs).toISOString();

/** RFC 3339 with +07:00, as everything we write is. */
export const instantOf = (at: Date): string => `${local(at).slice(0, -1)}+07:00`;

/** The date in Việt Nam, `YYYY-MM-DD`. */
export const localDateOf = (at: Date): string => local(at).slice(0, 10);
