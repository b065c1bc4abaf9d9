/** RFC 3339 with +07:00, which Viet Nam keeps all year. */
export const instantOf = (at: Date): string => `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, -1)}+07:00`;
