import type { CalendarPublished, DirectoryPublished, ProcedurePublished } from '@motcua/contracts';
import type { Projection } from '@motcua/read-models';
import type { CatalogueDocument } from './catalogue.document.ts';

type Published = ProcedurePublished | DirectoryPublished | CalendarPublished;
const kinds: Readonly<Record<Published['type'], CatalogueDocument['kind']>> = {
  'ProcedurePublished.v1': 'procedure',
  'DirectoryPublished.v1': 'directory',
  'CalendarPublished.v1': 'calendar',
};
const isPublished = (type: string): type is Published['type'] => Object.hasOwn(kinds, type);

/** The newest version of everything workflow publishes; the stream's name is the document's id. */
export const catalogueProjection: Projection<CatalogueDocument> = {
  name: 'intake-catalogue',
  version: 1,
  indexes: { kind: { keys: ['kind', 'stream'] } },
  sources: ['workflow'],
  documentsOf: (_source, event) => (isPublished(event.type) ? [event.stream] : []),
  evolve: (_state, event) => {
    const { type, data } = event as unknown as Published;
    return { kind: kinds[type], version: data.version, definition: data.definition } as CatalogueDocument;
  },
  render: (state) => ({ rendered: JSON.stringify(state), keys: { kind: state.kind, stream: keyOf(state) } }),
};

const keyOf = (state: CatalogueDocument): string => {
  switch (state.kind) {
    case 'procedure':
      return state.definition.code;
    case 'directory':
      return state.definition.province;
    case 'calendar':
      return String(state.definition.year);
  }
};
