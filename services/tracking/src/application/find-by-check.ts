import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SealedLookup } from '@motcua/contracts';
import type { StoredDocument } from '@motcua/read-models';
import { checkHash } from '@motcua/sealing';
import type { StatusState } from '../projections/status/index.ts';
import { type Found, findAt, foundIn } from './find-status.ts';
import type { TrackingPorts, Wanted } from './ports.ts';

/** A wrong answer takes as long as any other, whatever was wrong: longer than the slowest of them works. */
const wrongAnswerMs = 30;
/** As many hashes as a dossier may have, compared whether they are there or not. */
const mostChecks = 4;
const nothing = '0'.repeat(64);

/**
 * Codes are written in capitals with hyphens; people type what they like. A request code has neither O nor I nor L (its letters are
 * Crockford's), so they are read as the figures they look like, and where its hyphens stand is known.
 */
export function normalised(code: string): string {
  const typed = code
    .trim()
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]+/gu, '-');
  const letters = /^YC-?([0-9A-Z-]+)$/.exec(typed)?.[1]?.replaceAll('-', '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return letters?.length === 12 ? `YC-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}` : typed;
}

export const documentByCode = ({ statuses }: Pick<TrackingPorts, 'statuses'>, code: string): Promise<StoredDocument | undefined> =>
  statuses.collection().findOne(code.startsWith('YC-') ? 'request' : 'code', code);

const lookupOf = (document: StoredDocument | undefined): SealedLookup | undefined =>
  document && (JSON.parse(document.state) as StatusState).filed?.lookup;

const opens = (lookup: SealedLookup | undefined, check: string): boolean => {
  const given = Buffer.from(checkHash(lookup?.salt ?? 'none', check), 'hex');
  let right = false;
  for (let slot = 0; slot < mostChecks; slot += 1) {
    const kept = Buffer.from(lookup?.checks[slot] ?? nothing, 'hex');
    right = timingSafeEqual(given, kept) || right;
  }
  return right && lookup !== undefined;
};

/** Until the moment at which wrong answers are given. */
export const untilWrongAnswer = async (startedAt: number): Promise<void> => {
  const left = wrongAnswerMs - (performance.now() - startedAt);
  if (left > 0) await sleep(left);
};

export type FoundByCheck = Found | { readonly retryAfter: number };

/** By dossier or request code and the last four digits. Says nothing about which of the two was wrong, not by time either. */
export const findByCheck =
  (ports: Pick<TrackingPorts, 'statuses' | 'wrong'>) =>
  async ({ code, check, address }: { code: string; check: string; address: string }, wanted: Wanted): Promise<FoundByCheck> => {
    const startedAt = performance.now();
    const asked = normalised(code);
    const retryAfter = ports.wrong.retryAfter(address, asked);
    if (retryAfter > 0) return { retryAfter };
    const found = await findAt(ports, wanted, () => documentByCode(ports, asked));
    if (found === 'not-yet-visible') return found;
    // Others may have guessed while this one was looked up; from here on nothing is waited for.
    const lockedFor = ports.wrong.retryAfter(address, asked);
    if (lockedFor > 0) return { retryAfter: lockedFor };
    const document = found === 'not-found' ? undefined : found.document;
    if (opens(lookupOf(document), check)) return foundIn(document);
    ports.wrong.count(address, asked);
    await untilWrongAnswer(startedAt);
    return 'not-found';
  };
