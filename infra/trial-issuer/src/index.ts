export { type DemoOfficer, demoOfficers, demoPassword } from './officers.ts';
export { deskClient } from './provider.ts';
export { trialIssuer } from './trial-issuer.ts';
