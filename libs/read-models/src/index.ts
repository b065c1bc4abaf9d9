export { BadCursor, ReadModelsUnavailable } from './errors.ts';
export { endOfPrefix, type FindPlan, planFind } from './find-plan.ts';
export { declarationOf } from './held-document.ts';
export { compareKeys, cursorOf, type PlaceInOrder, placeOfCursor } from './key-order.ts';
export { memoryReadModels } from './memory-read-models.ts';
export {
  type LookedUpProjection,
  type MirroredProjection,
  mirrorProjection,
  type ProjectionNews,
  shareProjection,
} from './mirror-projection.ts';
export { patiently } from './patiently.ts';
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
export { runProjection } from './run-projection.ts';
export type { Decoder, Positions, Rebuilt, Refilling, RunningProjection, RunOptions, Waited } from './running-projection.ts';
