import { type Asker, type Grant, holdsRole, isGranted, own, readers } from '@motcua/contracts';
import type { OfficerCommand } from '../dossier/dossier.transitions.ts';

/** Everything an officer may be let do, or not. */
export type Action = OfficerCommand | 'read' | 'publish' | 'operate';

/** Role × action × reach. Source: the table "Who may call" of the public contract. */
export const grants: Readonly<Record<Action, readonly Grant[]>> = {
  accept: own('counter-officer'),
  refuse: own('counter-officer'),
  forward: own('counter-officer'),
  assign: own('supervisor', 'head'),
  'complete-step': own('case-officer'),
  'request-supplement': own('case-officer', 'counter-officer'),
  'issue-result': own('signer'),
  'return-result': own('counter-officer', 'clerk'),
  read: readers,
  publish: [{ role: 'publisher', reach: 'any' }],
  operate: [{ role: 'operator', reach: 'any' }],
};

/** The role alone: what 403 asks before the dossier is looked up. */
export const hasRole = (asker: Asker, action: Action): boolean => holdsRole(asker, grants[action]);

/** Role and agency together. */
export const mayDo = (asker: Asker, action: Action, agencies: readonly string[]): boolean => isGranted(asker, grants[action], agencies);
