import type { DossierEvent, NotificationRequested, PaperRef } from '@motcua/contracts';
import type { EventMetadata } from '@motcua/es';
import type { Language, TemplateName } from './templates.ts';
import type { Values } from './write.ts';

/** What a citizen should know because of an event: one message, never two. */
export interface Announcement {
  readonly kind: NotificationRequested['data']['kind'];
  readonly template: TemplateName;
  readonly variant?: string;
  /** All but who and which, which come from the contact's facts. */
  readonly values: Omit<Values, 'cq' | 'tt' | 'ma'>;
}
/** Texts that came sealed with the event: a reason, a note, the masked name of who fetched the result. */
export interface Opened {
  readonly reason?: string;
  readonly receiver?: string;
}

/** What an event calls something; where it has no English name, the Vietnamese one. */
export const nameIn = ({ name, nameEn = name }: { name: string; nameEn?: string | undefined }, language: Language): string =>
  language === 'vi' ? name : nameEn;
const names = (papers: readonly PaperRef[], language: Language): string[] => papers.map((paper) => nameIn(paper, language));
const fee = (of: { kind: 'free' | 'known' | 'unknown'; amount?: number | undefined }, language: Language): string => {
  if (of.kind === 'free' || of.amount === 0) return language === 'vi' ? 'không phải nộp' : 'none';
  if (of.kind === 'unknown' || of.amount === undefined) return language === 'vi' ? 'sẽ báo sau' : 'to follow';
  return language === 'vi' ? `${of.amount.toLocaleString('vi-VN')} đồng` : `${of.amount.toLocaleString('en-GB')} VND`;
};
const declinedBecause = {
  resultExists: { vi: 'đã có kết quả', en: 'there is a result already' },
  alreadyEnded: { vi: 'hồ sơ đã kết thúc', en: 'it has ended already' },
} as const;

type ResultIssued = Extract<DossierEvent, { type: 'ResultIssued.v1' }>['data'];
type SupplementNoted = Extract<DossierEvent, { type: 'SupplementNoted.v1' }>['data'];

/**
 * What is told of a result, by what was decided and how it was to come back. Whoever asked for a file fetches the paper at the counter:
 * an event tells of no signed file, and nothing may be promised for download that is not there.
 */
const resultTemplate = ({ outcome, standing, daysEarly }: ResultIssued, delivery: string | undefined): TemplateName => {
  if (outcome === 'declined') return delivery === 'post' ? 'result-declined-by-post' : 'result-declined';
  if (delivery === 'post') return 'result-by-post';
  return standing === 'early' && daysEarly > 0 ? 'result-ready-early' : 'result-ready';
};

/** An early result is one message with a variant; a refusal is never good news. */
const resultReady = (data: ResultIssued, delivery: string | undefined, language: Language): Announcement => {
  const { place, placeEn, hours, hoursEn } = data.collect;
  const values = {
    n: data.daysEarly,
    khi: data.collect.from,
    cu: data.dueAt,
    noi: nameIn({ name: place, nameEn: placeEn }, language),
    gio: nameIn({ name: hours, nameEn: hoursEn }, language),
    mang: names(data.bring, language),
  };
  return {
    kind: 'result-ready',
    template: resultTemplate(data, delivery),
    ...(data.standing === 'early' ? { variant: 'early' } : {}),
    values,
  };
};

/** Some of what was asked for came, or a paper that nobody had asked for: whoever sent it is told that it is there, and nothing is missing. */
const supplementNoted = ({ received, remaining }: SupplementNoted, language: Language): Announcement =>
  remaining.length > 0
    ? { kind: 'supplement-noted', template: 'supplement-noted', values: { gi: names(remaining, language) } }
    : { kind: 'supplement-noted', template: 'supplement-kept', values: { gi: names(received, language) } };

/**
 * At its own time the clock finds a breach. One that came to light with what somebody did stands beside another message, which may well ask the citizen
 * to come or to send something.
 */
const breached = (dueAt: string, actor: string): Announcement => ({
  kind: 'breached',
  template: actor === 'system:clock' ? 'breached' : 'breached-beside',
  values: { khi: dueAt },
});

/** Which message an event of a dossier causes; undefined where the citizen need not be told. `facts`: of the contact. */
export const announcementOf = (
  event: DossierEvent & { readonly metadata: Pick<EventMetadata, 'actor'> },
  facts: Readonly<Record<string, string>>,
  opened: Opened,
  language: Language,
): Announcement | undefined => {
  const plain = (kind: Announcement['kind'] & TemplateName, values: Announcement['values'] = {}): Announcement => ({
    kind,
    template: kind,
    values,
  });
  switch (event.type) {
    case 'DossierOpened.v1':
      return plain('received', { khi: event.data.answerBy });
    case 'DossierAccepted.v1':
      return plain('accepted', { khi: event.data.dueAt, dv: nameIn(event.data.holder, language), phi: fee(event.data.fee, language) });
    case 'DossierRefused.v1':
      return plain('refused', { ly: opened.reason, noi: event.data.rightAgency && nameIn(event.data.rightAgency, language) });
    case 'SupplementRequested.v1':
      return plain('supplement-requested', { gi: names(event.data.documents, language), ly: opened.reason });
    case 'SupplementNoted.v1':
      return supplementNoted(event.data, language);
    case 'DossierResumed.v1':
      return { kind: 'resumed', template: event.data.dueAt ? 'resumed' : 'resumed-at-counter', values: { khi: event.data.dueAt } };
    case 'DossierWithdrawn.v1':
      return plain('withdrawn');
    case 'WithdrawalDeclined.v1':
      return plain('withdrawal-declined', { ly: declinedBecause[event.data.reason][language] });
    case 'ResultIssued.v1':
      return resultReady(event.data, facts.delivery, language);
    case 'ResultReturned.v1':
      return plain('returned', { khi: event.data.at, nguoi: opened.receiver });
    case 'DeadlineBreached.v1':
      return breached(event.data.dueAt, event.metadata.actor);
    default:
      return undefined;
  }
};
