export { openSecrets } from './adapters/secrets-file.ts';
export { IntakeConfig, refuseWrongLedgerOf } from './config.ts';
export { intakeService } from './intake.module.ts';
export { catalogueProjection } from './projections/catalogue/catalogue.projection.ts';
export { dossierStandingProjection } from './projections/dossiers/dossier-standing.projection.ts';
export { waitingPapersProjection } from './projections/waiting-papers/waiting-papers.projection.ts';
