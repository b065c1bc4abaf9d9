import { randomUUID } from 'node:crypto';
import type { DirectoryPublished, ServiceName } from '@motcua/contracts';
import type { DomainEvent, Recorded } from '@motcua/es';
import { memorySubjectKeys } from '@motcua/sealing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lifeOf, newPerson, type Person } from '../../../test/dossier-life.ts';
import { openEvents } from '../../application/open-events.ts';
import { nameBook, namesOf } from './names.ts';
import type { TrackingState } from './status.document.ts';
import { statusProjection } from './status.projection.ts';

interface Told {
  readonly source: ServiceName;
  readonly event: Recorded;
}
const recordedOn = (source: ServiceName, stream: string, events: readonly DomainEvent[], firstPosition = 1): readonly Told[] =>
  events.map((event, revision) => {
    const id = randomUUID();
    const metadata = { at: '2026-11-23T09:00:00+07:00', actor: 'system:test', correlationId: id, causationId: id };
    return { source, event: { ...event, id, metadata, stream, revision, position: firstPosition + revision, hash: '', previous: '' } };
  });

const logsOf = (person: Person): readonly (readonly Told[])[] => {
  const { dossierId } = person;
  const { submission, dossier } = lifeOf(person);
  const { opened, accepted, forwarded, assigned, asked, resumed, breached, signed, issued, returned } = dossier;
  const rated = { type: 'DossierRated.v1', data: { dossierId, at: '2026-11-25T12:00:00+07:00', score: 5, sealed: {} } };
  return [
    recordedOn('intake', `submission-${dossierId}`, [submission.filed, submission.supplemented, submission.replaced('n'.repeat(43))]),
    recordedOn(
      'workflow',
      `dossier-${dossierId}`,
      [opened, accepted, forwarded, assigned, asked, resumed, breached, signed, issued, returned],
      10,
    ),
    recordedOn('tracking', `rating-${dossierId}`, [rated]),
  ];
};

const person = newPerson('018f3b0e-0000-8000-8000-000000000001');
const logs = logsOf(person);
const projection = statusProjection();
const opening = openEvents(memorySubjectKeys(new Map([[person.dossierId, person.key]])), nameBook());

const fold = async (events: readonly Told[]): Promise<TrackingState | undefined> => {
  const opened = await opening(events.map(({ event }) => event));
  return events.reduce<TrackingState | undefined>(
    (state, { source, event }) => projection.evolve(state, event, opened.get(event.id), source),
    undefined,
  );
};

/** Any order in which the logs may come; each of them keeps its own. */
const interleaving = (of: readonly (readonly Told[])[]): fc.Arbitrary<readonly Told[]> =>
  fc
    .shuffledSubarray(
      of.flatMap((log, index) => log.map(() => index)),
      { minLength: of.flat().length },
    )
    .map((turns) => {
      const next = of.map(() => 0);
      return turns.flatMap((turn) => {
        const told = of[turn]?.[next[turn] ?? 0];
        next[turn] = (next[turn] ?? 0) + 1;
        return told ? [told] : [];
      });
    });

describe('a status', () => {
  test('is the same in whatever order intake, workflow and tracking are heard', async () => {
    const straight = await fold(logs.flat());
    if (straight === undefined) throw new Error('nothing was told');
    const shown = projection.render(straight, false);
    expect(JSON.parse((shown.rendered ?? '').split('\n')[0] ?? '')).toMatchObject({ stage: { state: 'returned' }, rated: true });
    await fc.assert(
      fc.asyncProperty(interleaving(logs), async (events) => {
        const state = await fold(events);
        expect(state).toEqual(straight);
        expect(state && projection.render(state, false)).toEqual(shown);
      }),
    );
  });

  test('never shows a sealed block, a hash or an id of a person, at no moment', async () => {
    await fc.assert(
      fc.asyncProperty(interleaving(logs), fc.nat({ max: logs.flat().length }), async (events, length) => {
        const state = await fold(events.slice(0, length));
        if (state === undefined) return;
        const { rendered = '' } = projection.render(state, false);
        expect(rendered).not.toMatch(/eyJhbGci|[0-9a-f]{64}|Thử An|4567|0123/);
        expect(rendered.split('\n')).toHaveLength(2);
      }),
    );
  });

  test('has a running clock only between acceptance and end, and not while the citizen is asked', async () => {
    await fc.assert(
      fc.asyncProperty(interleaving(logs), fc.integer({ min: 1, max: logs.flat().length }), async (events, length) => {
        const state = await fold(events.slice(0, length));
        if (state?.kind !== 'status') return;
        const { worked } = state;
        const runs = worked !== undefined && ['accepted', 'inProgress'].includes(worked.state);
        expect(worked?.clock?.running ?? false).toBe(runs);
      }),
    );
  });

  test('of an erased person is nothing, whenever the erasure is heard and whatever comes after it', async () => {
    const data = {
      subjectId: 'a'.repeat(64),
      dossiers: [person.dossierId],
      erasedAt: '2026-11-26T09:00:00+07:00',
      legalBasis: 'x',
      by: 'y',
    };
    const erasure = recordedOn('intake', `subject-${'a'.repeat(64)}`, [{ type: 'PersonalDataErased.v1', data }], 50);
    await fc.assert(
      fc.asyncProperty(interleaving([...logs, erasure]), async (events) => {
        const state = await fold(events);
        expect(state).toMatchObject({ kind: 'status', erased: true });
        expect(JSON.stringify(state)).not.toMatch(/T\. T\. T\. An|YC-TEST/);
        expect(state && projection.render(state, false)).toEqual({ keys: {} });
      }),
    );
  });
});

describe('names', () => {
  const directory = (name: string): DirectoryPublished => ({
    type: 'DirectoryPublished.v1',
    data: {
      version: 1,
      at: '2026-11-23T08:00:00+07:00',
      by: 'cong-bo',
      definition: {
        province: 'H53',
        agencies: [],
        officers: [
          { id: 'chuyen-vien', name, title: { vi: 'Công chức', en: 'Officer' }, agency: 'H53.12', units: [], validFrom: '2025-07-01' },
        ],
      },
    },
  });
  const publications = [
    { position: 5, names: namesOf(directory('Phạm Văn Minh Họa')) },
    { position: 20, names: namesOf(directory('Phạm Văn Minh Đổi Tên')) },
  ];
  const assignedAt = (position: number): Recorded<never> => ({ ...logs[1]?.[3]?.event, position }) as Recorded<never>;
  const called = (taken: typeof publications, position: number): string | undefined => {
    const book = nameBook();
    for (const { position: at, names } of taken) book.take(at, names);
    return book.of(assignedAt(position)).officer?.vi;
  };

  test('are those that held when it happened, in whatever order and how often the publications are heard', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...publications)), (again) => {
        const taken = [...again, ...publications];
        expect(called(taken, 13)).toBe('Công chức Phạm Văn Minh Họa');
        expect(called(taken, 21)).toBe('Công chức Phạm Văn Minh Đổi Tên');
      }),
    );
  });

  test('that nobody had published yet are the ids of the event', () => expect(called([...publications], 3)).toBe('chuyen-vien'));
});
