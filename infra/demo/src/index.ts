import type { ProcedureDefinition } from '@motcua/contracts';
import { birthRegistration } from './procedures/birth-registration.ts';
import { civilStatusExtract } from './procedures/civil-status-extract.ts';
import { householdBusiness } from './procedures/household-business.ts';

export { demoCalendars } from './calendars.ts';
export { demoDirectory } from './directory.ts';
export { exampleOn } from './procedures/example-on.ts';

/** 1.001193, 1.001612, 2.000635. */
export const demoProcedures: readonly ProcedureDefinition[] = [birthRegistration, householdBusiness, civilStatusExtract];
