import type { AgencyRef, DirectoryPublished, DossierEvent, Named, ProcedurePublished, ProcedureRef } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { EventNames, Name, Names } from './status.document.ts';

type Published = DirectoryPublished | ProcedurePublished;

const none: Names = { officers: {}, agencies: {}, units: {}, procedures: {}, steps: {}, counters: {}, cutOffs: {} };

const ofDirectory = ({ definition }: DirectoryPublished['data']): Names => {
  const english = new Map<string, Set<string>>();
  for (const { units } of definition.agencies)
    for (const { key, name } of units) english.set(key, (english.get(key) ?? new Set()).add(name.en));
  const units = [...english].flatMap(([key, names]) => (names.size === 1 ? [[key, [...names][0] ?? ''] as const] : []));
  const officers = definition.officers.map(
    ({ id, name, title }) => [id, { vi: `${title.vi} ${name}`, en: `${name}, ${title.en}` }] as const,
  );
  return {
    ...none,
    officers: Object.fromEntries(officers),
    agencies: Object.fromEntries(definition.agencies.map(({ code, name }) => [code, name])),
    units: Object.fromEntries(units),
    counters: Object.fromEntries(
      definition.agencies.flatMap(({ code, counter }) => (counter ? [[code, { name: counter.name, phone: counter.phone }] as const] : [])),
    ),
  };
};

/** Of what is returned on the day it is taken in. */
const cutOffOf = ({ legalTime, committedTime }: ProcedurePublished['data']['definition']): string | null => {
  const { unit, value, cutOff = null } = committedTime ?? legalTime;
  return unit === 'sameDay' && value === 1 ? cutOff : null;
};

const ofProcedure = ({ definition }: ProcedurePublished['data']): Names => ({
  ...none,
  procedures: { [definition.code]: definition.name.en },
  steps: Object.fromEntries([...definition.steps, definition.signing.sign, definition.signing.issue].map(({ name }) => [name.vi, name.en])),
  cutOffs: { [definition.code]: cutOffOf(definition) },
});

/** The names in one publication. */
export const namesOf = (event: Published): Names =>
  event.type === 'DirectoryPublished.v1' ? ofDirectory(event.data) : ofProcedure(event.data);

/** What a key was called from which position of workflow's log on. */
const ledger = <Value>() => {
  const entries = new Map<string, { readonly position: number; readonly value: Value }[]>();
  return {
    note(position: number, values: Readonly<Record<string, Value>>): void {
      for (const [key, value] of Object.entries(values)) {
        const known = entries.get(key) ?? [];
        if (known.some((entry) => entry.position === position)) continue;
        known.push({ position, value });
        entries.set(
          key,
          known.sort((one, other) => one.position - other.position),
        );
      }
    },
    before: (position: number, key: string): Value | undefined => entries.get(key)?.findLast((entry) => entry.position < position)?.value,
  };
};

/**
 * All publications together. An event is told with the names that it carries; where it was stored without an English one (and for officers, who travel as ids),
 * with those that held at its place in workflow's log, so that a rebuild tells it the same. A name that nobody had published stays as the event says it.
 */
export interface NameBook {
  take(position: number, names: Names): void;
  of(event: Recorded<DossierEvent>): EventNames;
}

export const nameBook = (): NameBook => {
  const officers = ledger<Name>();
  const agencies = ledger<Name>();
  const units = ledger<string>();
  const procedures = ledger<string>();
  const steps = ledger<string>();
  const cutOffs = ledger<string | null>();
  return {
    take(position, names) {
      officers.note(position, names.officers);
      agencies.note(position, names.agencies);
      units.note(position, names.units);
      procedures.note(position, names.procedures);
      steps.note(position, names.steps);
      cutOffs.note(position, names.cutOffs);
    },
    of({ position, ...recorded }) {
      const agency = ({ code, name, nameEn }: AgencyRef): Name => ({
        vi: name,
        en: nameEn ?? agencies.before(position, code)?.en ?? name,
      });
      const procedure = ({ code, name, nameEn }: ProcedureRef): Name => ({
        vi: name,
        en: nameEn ?? procedures.before(position, code) ?? name,
      });
      const unit = ({ key, name, nameEn }: Named): Name => ({ vi: name, en: nameEn ?? units.before(position, key) ?? name });
      const step = ({ name, nameEn }: Named): Name => ({ vi: name, en: nameEn ?? steps.before(position, name) ?? name });
      const { type, data } = recorded as DossierEvent;
      switch (type) {
        case 'DossierOpened.v1': {
          const cutOff = cutOffs.before(position, data.procedure.code);
          return { agency: agency(data.competentAgency), procedure: procedure(data.procedure), ...(cutOff ? { cutOff } : {}) };
        }
        case 'DossierAccepted.v1':
          return { agency: agency(data.competentAgency), procedure: procedure(data.procedure), unit: unit(data.holder) };
        case 'DossierForwarded.v1':
          return { unit: unit(data.unit), ...(data.step ? { step: step(data.step) } : {}) };
        case 'DossierAssigned.v1':
          return { unit: unit(data.unit), officer: officers.before(position, data.officer) ?? { vi: data.officer, en: data.officer } };
        case 'StepCompleted.v1':
          return { unit: unit(data.holder), done: step(data.step), ...(data.next ? { step: step(data.next) } : {}) };
        case 'ResultIssued.v1':
          return { unit: unit(data.holder) };
        default:
          return {};
      }
    },
  };
};
