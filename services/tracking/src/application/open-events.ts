import { type DossierEvent, type IntakeEvent, SealedLookup, type TrackingEvent } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import { type RequestedSubjectKeys, type SubjectKeys, unseal } from '@motcua/sealing';
import { isNames, type NameBook, namesOf, type Opened } from '../projections/status/index.ts';

type Known = IntakeEvent | DossierEvent | TrackingEvent;

/** The blocks that tracking may open: what look-ups need, and what workflow says to the citizen. */
const sealedIn = (event: Known): string | undefined => {
  switch (event.type) {
    case 'SubmissionFiled.v1':
      return event.data.sealed.lookup;
    case 'DossierRefused.v1':
      return event.data.sealed.note;
    case 'SupplementRequested.v1':
      return event.data.sealed.reason;
    case 'ResultSigned.v1':
      return event.data.sealed.reason;
    case 'ResultReturned.v1':
      return event.data.sealed.receiver;
    default:
      return undefined;
  }
};

/** Throws where the block does not open or is not what it should be. */
const openBlock = (event: Known, jwe: string, key: Uint8Array): Omit<Opened, 'names'> => {
  switch (event.type) {
    case 'SubmissionFiled.v1':
      return { lookup: SealedLookup.parse(unseal(jwe, key)) };
    case 'ResultReturned.v1': {
      const { masked } = unseal<{ masked?: unknown }>(jwe, key);
      return typeof masked === 'string' ? { receiver: masked } : {};
    }
    default:
      return { text: String(unseal<unknown>(jwe, key)) };
  }
};

const openOne = (event: Known, keys: ReadonlyMap<string, Uint8Array>): Omit<Opened, 'names'> => {
  const jwe = sealedIn(event);
  const key = 'dossierId' in event.data ? keys.get(event.data.dossierId) : undefined;
  // No key: the person was erased, and the fold goes on without what was sealed.
  if (jwe === undefined || !key) return {};
  try {
    return openBlock(event, jwe, key);
  } catch {
    return { failed: true };
  }
};

type Keys = SubjectKeys & Partial<Pick<RequestedSubjectKeys, 'forget'>>;

/** What every instance has to know of the logs, whichever folds an event: published names, and which keys are no more. */
export const takeIn =
  (keys: Partial<Pick<RequestedSubjectKeys, 'forget'>>, names: NameBook) =>
  (events: readonly Recorded[]): void => {
    for (const event of events as unknown as readonly (Recorded & Known)[]) {
      if (isNames(event.stream)) names.take(event.position, namesOf(event as never));
      else if (event.type === 'PersonalDataErased.v1') keys.forget?.(event.data.dossiers);
    }
  };

/** Before the fold, for a whole batch: takes in what was published, asks for all keys at once, opens the blocks. Throws where the keys cannot be had. */
export const openEvents =
  (keys: Keys, names: NameBook) =>
  async (events: readonly Recorded[]): Promise<ReadonlyMap<string, Opened>> => {
    const known = events as unknown as readonly (Recorded & Known)[];
    takeIn(keys, names)(events);
    const sealed = known.filter((event) => sealedIn(event) !== undefined);
    const dossiers = new Set(sealed.flatMap(({ data }) => ('dossierId' in data ? [data.dossierId] : [])));
    const dataKeys = dossiers.size === 0 ? new Map<string, Uint8Array>() : await keys.keysOf([...dossiers]);
    return new Map(known.map((event) => [event.id, { names: names.of(event as never), ...openOne(event, dataKeys) }]));
  };
