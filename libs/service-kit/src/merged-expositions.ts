interface Family {
  readonly about: Set<string>;
  readonly series: string[];
}

const familyOf = (families: Map<string, Family>, name: string): Family => {
  const known = families.get(name) ?? { about: new Set(), series: [] };
  families.set(name, known);
  return known;
};

/**
 * Expositions of several threads as one: each metric's lines stand together, its description once (Prometheus text format 0.0.4).
 * The threads' series must differ in a label.
 */
export const mergedExpositions = (texts: readonly string[]): string => {
  const families = new Map<string, Family>();
  for (const text of texts) {
    let family = familyOf(families, '');
    for (const line of text.split('\n')) {
      const described = /^# (?:HELP|TYPE) (\S+)/.exec(line)?.[1];
      if (described !== undefined) family = familyOf(families, described);
      if (described !== undefined) family.about.add(line);
      else if (line !== '') family.series.push(line);
    }
  }
  return `${[...families.values()].flatMap(({ about, series }) => [...about, ...series]).join('\n')}\n`;
};
