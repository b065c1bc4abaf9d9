import { type Grant, own, readers } from '@motcua/contracts';

/** What an officer may do with a submission. `act`: supplement, withdraw, print the link for the citizen. `replace-link`: a new one. */
export type Access = 'read' | 'act' | 'replace-link';

/** Role × action × reach. Source: the table "Who may call" of the public contract. */
export const grants: Readonly<Record<Access, readonly Grant[]>> = {
  read: readers,
  act: own('counter-officer', 'case-officer', 'signer', 'clerk', 'supervisor', 'head'),
  'replace-link': own('counter-officer'),
};
