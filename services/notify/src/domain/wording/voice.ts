import type { Voice } from './write.ts';

/** Longest page name that the SMS texts have room for. */
const longestWeb = 20;

/** How the province speaks. A public address too long for an SMS is described instead: half a link helps nobody. */
export const voiceOf = (settings: { web?: string | undefined; publicUrl: string; pronoun: string; smsPronoun: string }): Voice => {
  const host = settings.web ?? new URL(settings.publicUrl).host;
  const web = host.length <= longestWeb ? { vi: host, en: host } : { vi: 'trang mot cua', en: 'our web page' };
  return { web, pronoun: settings.pronoun, smsPronoun: settings.smsPronoun };
};
