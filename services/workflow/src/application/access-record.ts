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
  /** Returns at once; the append goes on beside the answer. */
  note(look: Look): void;
  /** Resolves when everything noted is written; for shutdown. */
  settled(): Promise<void>;
}

export const accessRecord = (store: EventStore, onFailure: (error: unknown) => void, max = 50_000): AccessRecord => {
  const seen = new LRUCache<string, true>({ maxSize: max, sizeCalculation: () => 1 });
  const pending = new Set<Promise<void>>();

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
      seen.delete(stream);
      onFailure(error);
    }
  };

  return {
    note(look) {
      const hash = createHash('sha256').update(look.officer).digest('hex').slice(0, 16);
      const stream = `access-${dateOf(look.at).slice(2).replaceAll('-', '')}_${hash}_${streamId(look.dossierId)}`;
      if (seen.has(stream)) return;
      seen.set(stream, true);
      const writing = append(stream, look).finally(() => pending.delete(writing));
      pending.add(writing);
    },
    settled: async () => void (await Promise.all([...pending])),
  };
};
