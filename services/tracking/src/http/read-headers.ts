/** Milliseconds → RFC 3339 with +07:00. */
export const instant = (at: number): string => `${new Date(at + 7 * 3_600_000).toISOString().slice(0, -1)}+07:00`;

type Headers = Readonly<Record<string, string>>;
const none: Headers = { 'cache-control': 'no-store' };

/** Headers of a read: never kept, and as of when it holds. Made anew only when that moment has moved. */
export const readHeaders = (asOf: () => Date | undefined): (() => Headers) => {
  let shown = 0;
  let headers = none;
  return () => {
    const at = asOf()?.getTime();
    if (at === undefined) return none;
    if (at !== shown) {
      shown = at;
      headers = { ...none, 'motcua-as-of': instant(at) };
    }
    return headers;
  };
};
