import { nationalCodeOf } from '@motcua/contracts';
import type { Entry, Name, StatusState, Worked } from './status.document.ts';
import { collectIn, type Language, nameIn, nextOf, papersIn, stageNames, titleOf, withdrawalReasons } from './status.words.ts';

/** Two lives in one order: each keeps its own, the earlier line first, the citizen's before the office's at the same moment. */
const merged = (told: readonly Entry[], done: readonly Entry[]): readonly Entry[] => {
  const timeline: Entry[] = [];
  let next = 0;
  for (const entry of done) {
    for (let said = told[next]; said && Date.parse(said.at) <= Date.parse(entry.at); said = told[next]) {
      timeline.push(said);
      next += 1;
    }
    timeline.push(entry);
  }
  return [...timeline, ...told.slice(next)];
};

const line = ({ at, event, unit, step, unasked }: Entry, language: Language) => ({
  at,
  event,
  title: titleOf(unasked ? 'UnaskedPapers' : event, language),
  ...(unit ? { unit: unit[language] } : {}),
  ...(step ? { step: step[language] } : {}),
});

const holderOf = ({ state, agency, unit, officer }: Worked, language: Language) => {
  const text = (name: Name | undefined) => name?.[language];
  if (['submitted', 'refused', 'withdrawn', 'returned'].includes(state)) return undefined;
  return { agency: text(agency.name), ...(unit ? { unit: text(unit) } : {}), ...(officer ? { officer: text(officer) } : {}) };
};

const withdrawalOf = ({ withdrawalRequestedAt, worked }: StatusState, language: Language) => {
  if (withdrawalRequestedAt === undefined || worked?.state === 'withdrawn') return undefined;
  const { declined } = worked ?? {};
  if (!declined) return { requestedAt: withdrawalRequestedAt, state: 'requested' };
  return {
    requestedAt: withdrawalRequestedAt,
    state: 'declined',
    reason: withdrawalReasons[declined.reason]?.[language] ?? declined.reason,
  };
};

const resultOf = ({ worked, delivery }: StatusState, language: Language) => {
  const { result } = worked ?? {};
  if (result === undefined || !(result.readyAt || result.channel)) return undefined;
  const { bring, collect, channel = delivery, ...rest } = result;
  return { ...rest, channel, collect: collect && collectIn(collect, language), bring: bring && papersIn(bring, language) };
};

const refusalOf = ({ refusal }: Worked, language: Language) => {
  if (!refusal) return undefined;
  const { rightAgency, ...rest } = refusal;
  return { ...rest, ...(rightAgency ? { rightAgency: { name: nameIn(rightAgency, language) } } : {}) };
};

/** `undefined` members fall away in JSON. */
const view = (state: StatusState, stale: boolean, language: Language) => {
  const { requestCode, filed, worked, rated } = state;
  const procedure = worked?.procedure ?? filed?.procedure;
  const stage = worked?.state ?? 'submitted';
  const { supplement, clock, fee } = worked ?? {};
  return {
    code: worked?.code,
    requestCode,
    procedure: procedure && { code: procedure.code, name: procedure.name[language], version: procedure.version },
    applicant: filed?.lookup?.maskedName,
    stage: {
      state: stage,
      nationalCode: nationalCodeOf[stage],
      name: stageNames[stage]?.[language],
      step: worked?.step?.[language],
      since: worked?.since ?? filed?.receivedAt,
    },
    holder: worked && holderOf(worked, language),
    received: worked?.received,
    clock,
    next: nextOf(state, language),
    timeline: merged(state.told, state.done).map((entry) => line(entry, language)),
    supplement: supplement && { documents: papersIn(supplement.documents, language), reason: supplement.reason, by: supplement.by },
    refusal: worked && refusalOf(worked, language),
    withdrawal: withdrawalOf(state, language),
    result: resultOf(state, language),
    fee,
    rated,
    stale,
  };
};

/** What look-ups send: the Vietnamese view, a line feed (which JSON never holds), the English view. */
export const renderStatus = (state: StatusState, stale: boolean): string =>
  `${JSON.stringify(view(state, stale, 'vi'))}\n${JSON.stringify(view(state, stale, 'en'))}`;

/** One of the two views, without parsing it. */
export const viewIn = (rendered: string, language: Language): string => {
  const end = rendered.indexOf('\n');
  return language === 'vi' ? rendered.slice(0, end) : rendered.slice(end + 1);
};

/** One view, for pages. */
export type StatusView = ReturnType<typeof view>;
