/** Streams and consumers are declared in the words that this one knows. */
export const oldestServer = '2.9.10';

export const isAtLeast = (version: string, least: string): boolean => {
  const [have, want] = [version, least].map((text) => text.split(/[.-]/, 3).map(Number));
  const place = [0, 1, 2].find((index) => have?.[index] !== want?.[index]);
  return place === undefined || (have?.[place] ?? 0) > (want?.[place] ?? 0);
};
