import { nationalCodeOf } from '@motcua/contracts';
import { type StatusState, stageNames } from '../projections/status/index.ts';
import { documentByCode, normalised, untilWrongAnswer } from './find-by-check.ts';
import { findAt } from './find-status.ts';
import type { TrackingPorts, Wanted } from './ports.ts';

export interface CoarseStage {
  readonly code: string;
  readonly stage: { readonly state: string; readonly nationalCode: number; readonly name: string };
}

/** The coarse stage of a code, for whoever has it: codes can be guessed, so nothing else. */
export const findStage =
  (ports: Pick<TrackingPorts, 'statuses' | 'wrong'>) =>
  async (
    { code, address, language }: { code: string; address: string; language: 'vi' | 'en' },
    wanted: Wanted,
  ): Promise<CoarseStage | 'not-found' | 'not-yet-visible' | { readonly retryAfter: number }> => {
    const startedAt = performance.now();
    const asked = normalised(code);
    const retryAfter = ports.wrong.retryAfter(address, asked);
    if (retryAfter > 0) return { retryAfter };
    const found = await findAt(ports, wanted, () => documentByCode(ports, asked));
    if (found === 'not-yet-visible') return found;
    const lockedFor = ports.wrong.retryAfter(address, asked);
    if (lockedFor > 0) return { retryAfter: lockedFor };
    if (found === 'not-found') {
      ports.wrong.count(address, asked);
      await untilWrongAnswer(startedAt);
      return found;
    }
    const state = (JSON.parse(found.document.state) as StatusState).worked?.state ?? 'submitted';
    return { code: asked, stage: { state, nationalCode: nationalCodeOf[state], name: stageNames[state]?.[language] ?? state } };
  };
