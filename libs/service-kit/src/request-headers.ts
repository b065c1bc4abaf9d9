import type { FieldError } from './problem.ts';

type Header = string | string[] | undefined;
const single = (header: Header): string | undefined => (Array.isArray(header) ? header.join(', ') : header);

const visible = /^[\x21-\x7e]{1,128}$/;

/** 1–128 visible ASCII characters. */
export const idempotencyKeyOf = (header: Header, errors: FieldError[]): string | undefined => {
  const key = single(header);
  if (key === undefined || visible.test(key)) return key;
  errors.push({ pointer: 'Idempotency-Key', code: 'format', message: '1 to 128 visible ASCII characters' });
  return undefined;
};

/** A strong, quoted decimal; `*`, weak tags and lists are refused. */
export const ifMatchOf = (header: Header, errors: FieldError[]): number | undefined => {
  const tag = single(header);
  if (tag === undefined) return undefined;
  const revision = /^"(0|[1-9]\d{0,15})"$/.exec(tag)?.[1];
  if (revision !== undefined && Number.isSafeInteger(Number(revision))) return Number(revision);
  errors.push({ pointer: 'If-Match', code: 'format', message: 'one strong entity tag of a decimal revision, such as "7"' });
  return undefined;
};

/** `<service>:<position>`. Empty is absent: clients echo what they got, and may have got nothing. */
export const positionOf = (header: Header, errors: FieldError[]): { service: string; position: number } | undefined => {
  const text = single(header);
  if (text === undefined || text === '') return undefined;
  const match = /^([a-z][a-z-]{0,31}):(0|[1-9]\d{0,15})$/.exec(text);
  if (match?.[1] !== undefined && Number.isSafeInteger(Number(match[2]))) return { service: match[1], position: Number(match[2]) };
  errors.push({ pointer: 'Motcua-Position', code: 'format', message: 'a position as it was answered' });
  return undefined;
};

/** `Prefer: wait=<0…5>` in ms; other preferences are ignored, as RFC 7240 asks. */
export const waitOf = (header: Header, errors: FieldError[]): number => {
  const text = single(header);
  if (text === undefined) return 0;
  const wait = text.split(/[,;]/).find((preference) => /^\s*wait\s*=/i.test(preference));
  if (wait === undefined) return 0;
  const seconds = /^\s*wait\s*=\s*"?([0-5](?:\.\d{1,3})?)"?\s*$/i.exec(wait)?.[1];
  if (seconds !== undefined && Number(seconds) <= 5) return Number(seconds) * 1000;
  errors.push({ pointer: 'Prefer', code: 'format', message: 'wait is at most 5 seconds' });
  return 0;
};

/** The first of vi and en that is named with a weight above 0; Vietnamese otherwise. */
export const languageOf = (header: Header): 'vi' | 'en' => {
  const text = single(header);
  if (text === undefined) return 'vi';
  let best: { language: 'vi' | 'en'; weight: number } | undefined;
  for (const range of text.slice(0, 200).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const language = tag.startsWith('en') ? 'en' : tag.startsWith('vi') ? 'vi' : undefined;
    if (!language) continue;
    const q = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find((found) => found !== undefined);
    const weight = q === undefined ? 1 : Number(q);
    if (weight > 0 && (!best || weight > best.weight)) best = { language, weight };
  }
  return best?.language ?? 'vi';
};

/** The trace id of a valid W3C `traceparent`. A malformed one is as if it were not there. */
export const traceOf = (header: Header): string | undefined => {
  const id = /^00-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.exec(single(header) ?? '')?.[1];
  return id === undefined || /^0+$/.test(id) ? undefined : id;
};
