import type { DirectoryPublished, DossierEvent, ProcedurePublished, SubmissionFiled } from '@motcua/contracts';
import type { EventNames, Name, NamesState } from './status.document.ts';

type Published = DirectoryPublished | ProcedurePublished;

const none: NamesState = { kind: 'names', officers: {}, agencies: {}, units: {}, procedures: {}, steps: {} };

const ofDirectory = ({ definition }: DirectoryPublished['data']): NamesState => {
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
  };
};

const ofProcedure = ({ definition }: ProcedurePublished['data']): NamesState => ({
  ...none,
  procedures: { [definition.code]: definition.name.en },
  steps: Object.fromEntries([...definition.steps, definition.signing.sign, definition.signing.issue].map(({ name }) => [name.vi, name.en])),
});

/** The newest version of one publication. */
export const namesOf = (event: Published): NamesState =>
  event.type === 'DirectoryPublished.v1' ? ofDirectory(event.data) : ofProcedure(event.data);

/** All publications together; a name that nobody published stays as the event says it. */
export interface NameBook {
  take(id: string, names: NamesState): void;
  of(event: DossierEvent | SubmissionFiled): EventNames;
}

export const nameBook = (): NameBook => {
  const publications = new Map<string, NamesState>();
  const find = <Key extends 'officers' | 'agencies' | 'units' | 'procedures' | 'steps'>(kind: Key, key: string) => {
    for (const names of publications.values()) if (Object.hasOwn(names[kind], key)) return names[kind][key] as NamesState[Key][string];
    return undefined;
  };
  const agency = ({ code, name }: { code: string; name: string }): Name => ({ vi: name, en: find('agencies', code)?.en ?? name });
  const procedure = ({ code, name }: { code: string; name: string }): Name => ({ vi: name, en: find('procedures', code) ?? name });
  const unit = ({ key, name }: { key: string; name: string }): Name => ({ vi: name, en: find('units', key) ?? name });
  const step = ({ name }: { name: string }): Name => ({ vi: name, en: find('steps', name) ?? name });
  return {
    take: (id, names) => void publications.set(id, names),
    of({ type, data }) {
      switch (type) {
        case 'SubmissionFiled.v1':
          return { agency: find('agencies', data.agency) ?? { vi: data.agency, en: data.agency }, procedure: procedure(data.procedure) };
        case 'DossierOpened.v1':
          return { agency: agency(data.competentAgency), procedure: procedure(data.procedure) };
        case 'DossierAccepted.v1':
          return { agency: agency(data.competentAgency), procedure: procedure(data.procedure), unit: unit(data.holder) };
        case 'DossierForwarded.v1':
          return { unit: unit(data.unit), ...(data.step ? { step: step(data.step) } : {}) };
        case 'DossierAssigned.v1': {
          const officer = find('officers', data.officer);
          return { unit: unit(data.unit), ...(officer ? { officer } : {}) };
        }
        case 'StepCompleted.v1':
          return { unit: unit(data.holder), step: data.next ? step(data.next) : step(data.step) };
        case 'ResultIssued.v1':
          return { unit: unit(data.holder) };
        default:
          return {};
      }
    },
  };
};
