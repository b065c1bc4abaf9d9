import type { ProcedureDefinition } from '@motcua/contracts';
import { type DemoSubmission, demoDossiers } from './dossiers.ts';
import { birthRegistration } from './procedures/birth-registration.ts';
import { civilStatusExtract } from './procedures/civil-status-extract.ts';
import { householdBusiness } from './procedures/household-business.ts';

export { demoCalendars } from './calendars.ts';
export { demoDirectory } from './directory.ts';
export { type DemoAct, type DemoDossier, type DemoSubmission, demoDossiers } from './dossiers.ts';
export { exampleOn } from './procedures/example-on.ts';
export { publishedCases2018 } from './published-cases.ts';

/** 1.001193, 1.001612, 2.000635. */
export const demoProcedures: readonly ProcedureDefinition[] = [birthRegistration, householdBusiness, civilStatusExtract];

/** The submissions of `demoDossiers`, without the officers' work. */
export const demoSubmissions = (today: string): readonly DemoSubmission[] => demoDossiers(today).map(({ submission }) => submission);
