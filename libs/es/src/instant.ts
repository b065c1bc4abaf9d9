/** RFC 3339 with milliseconds and +07:00, the offset that Việt Nam keeps all year: how every stored instant is written (`EventMetadata.at`). A number: ms since 1970. (The legal clock, which depends on nothing, has one of its own.) */
export const instantOf = (at: Date | number): string => `${new Date(Number(at) + 7 * 3_600_000).toISOString().slice(0, -1)}+07:00`;
