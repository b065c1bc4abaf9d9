import { createHash } from 'node:crypto';
import { type PersonalDataViewed, streamId } from '@motcua/contracts';
import { type EventStore, eventIdOf, isEventIdReused, isVersionConflict, type NewEvent } from '@motcua/es';
import { dateOf, toInstant } from '@motcua/legal-clock';
import { LRUCache } from 'lru-cache';

export interface Look {
  readonly officer: string;
  readonly agency: string;
  readonly dossierId: string;
  readonly purpose: PersonalDataViewed['data']['purpose'];
  /** Epoch ms. */
  readonly at: number;
}

/** Every officer's look at personal data, once a day, officer and dossier. */
export interface AccessRecord {
  /** Resolves when the look is written: only then may it be answered. Fails with the store's own error where it cannot be. */
  note(look: Look): Promise<void>;
}

const streamOf = ({ officer, dossierId, at }: Look): string => {
  const hash = createHash('sha256').update(officer).digest('hex').slice(0, 16);
  return `access-${dateOf(at).slice(2).replaceAll('-', '')}_${hash}_${streamId(dossierId)}`;
};

export const accessRecord = (store: EventStore, max = 50_000): AccessRecord => {
  const written = new LRUCache<string, Promise<void>>({ maxSize: max, sizeCalculation: () => 1 });

  const append = async (stream: string, { officer, agency, dossierId, purpose, at }: Look): Promise<void> => {
    const id = eventIdOf(stream, 0);
    const instant = toInstant(at);
    const event: NewEvent<PersonalDataViewed> = {
      id,
      type: 'PersonalDataViewed.v1',
      data: { dossierId, officer, agency, at: instant, purpose },
      metadata: { at: instant, actor: `officer:${officer}`, correlationId: dossierId, causationId: id },
    };
    try {
      await store.append(stream, [event], 'absent');
    } catch (error) {
      // The first look of that day is written already, by us before a restart or by another instance.
      if (isVersionConflict(error) || isEventIdReused(error)) return;
      written.delete(stream);
      throw error;
    }
  };

  return {
    note(look) {
      const stream = streamOf(look);
      const before = written.get(stream);
      if (before) return before;
      const writing = append(stream, look);
      written.set(stream, writing);
      return writing;
    },
  };
};
