export type { Projection, Revisions } from './projection.ts';
export type {
  Batch,
  Checkpoints,
  Collection,
  CollectionDeclaration,
  FindOptions,
  IndexDeclaration,
  KeyValue,
  Page,
  ReadModels,
  StoredDocument,
} from './read-models.ts';
