/** Colours by what they mean. Texts hold 4.5 : 1 against their grounds, shapes 3 : 1; a test says so. */
export interface Palette {
  readonly paper: string;
  /** Ground of what stands out quietly: folded parts, hints. */
  readonly sheet: string;
  readonly ink: string;
  readonly quiet: string;
  /** Hairlines; decoration only. */
  readonly line: string;
  /** Borders of what can be filled in. */
  readonly edge: string;
  readonly primary: string;
  readonly onPrimary: string;
  readonly visited: string;
  readonly good: string;
  readonly goodGround: string;
  readonly attention: string;
  readonly attentionGround: string;
  readonly late: string;
  readonly lateGround: string;
}

export const light: Palette = {
  paper: '#fbfaf7',
  sheet: '#f4f1ea',
  ink: '#1b1f24',
  quiet: '#545b64',
  line: '#d9d5cc',
  edge: '#857f73',
  primary: '#7f1d1d',
  onPrimary: '#fffdf9',
  visited: '#5b2a5b',
  good: '#1d6b35',
  goodGround: '#e9f3ea',
  attention: '#805300',
  attentionGround: '#fbf1dc',
  late: '#a11212',
  lateGround: '#fbeae7',
};

export const dark: Palette = {
  paper: '#15171a',
  sheet: '#1e2125',
  ink: '#ece8e1',
  quiet: '#a9adb3',
  line: '#373a3f',
  edge: '#85888e',
  primary: '#f0a59a',
  onPrimary: '#1d1412',
  visited: '#d3a9d6',
  good: '#83cf9b',
  goodGround: '#17291d',
  attention: '#e5b95f',
  attentionGround: '#2c2413',
  late: '#ff9d90',
  lateGround: '#331c19',
};

/** Pairs of ink and ground that occur, with the least contrast they must have (WCAG 2.2: 4.5 texts, 3 shapes). */
export const pairs: readonly (readonly [keyof Palette, keyof Palette, number])[] = [
  ['ink', 'paper', 4.5],
  ['ink', 'sheet', 4.5],
  ['quiet', 'paper', 4.5],
  ['quiet', 'sheet', 4.5],
  ['primary', 'paper', 4.5],
  ['primary', 'sheet', 4.5],
  ['visited', 'paper', 4.5],
  ['onPrimary', 'primary', 4.5],
  ['good', 'paper', 4.5],
  ['good', 'goodGround', 4.5],
  ['ink', 'goodGround', 4.5],
  ['attention', 'paper', 4.5],
  ['attention', 'attentionGround', 4.5],
  ['ink', 'attentionGround', 4.5],
  ['late', 'paper', 4.5],
  ['late', 'lateGround', 4.5],
  ['ink', 'lateGround', 4.5],
  ['edge', 'paper', 3],
  ['edge', 'sheet', 3],
];

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const variables = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, value]) => `--${kebab(name)}:${value}`)
    .join(';');

export const tokenCss = `:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
@media print{:root{${variables({ ...light, paper: '#ffffff', sheet: '#ffffff' })}}}
`;

/** WCAG relative luminance contrast of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}
