import type { WorkflowUseCases } from '../application/index.ts';

/** Nest's name for the use cases. */
export const USE_CASES = Symbol('motcua.workflow.use-cases');
export type { WorkflowUseCases };
