import { instantOf } from '@motcua/es';

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
      headers = { ...none, 'motcua-as-of': instantOf(at) };
    }
    return headers;
  };
};
