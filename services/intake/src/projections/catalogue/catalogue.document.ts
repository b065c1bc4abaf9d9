import type { CalendarDefinition, DirectoryDefinition, ProcedureDefinition } from '@motcua/contracts';

/** What was published last: one document per procedure, province and calendar year. */
export type CatalogueDocument =
  | { readonly kind: 'procedure'; readonly version: number; readonly definition: ProcedureDefinition }
  | { readonly kind: 'directory'; readonly version: number; readonly definition: DirectoryDefinition }
  | { readonly kind: 'calendar'; readonly version: number; readonly definition: CalendarDefinition };
