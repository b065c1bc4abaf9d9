import type { OfficerCommand } from '../dossier/dossier.transitions.ts';

/** Who asks: claims of a verified token, nothing more. */
export interface Asker {
  readonly agency: string;
  readonly roles: readonly string[];
}

/** Everything an officer may be let do, or not. */
export type Action = OfficerCommand | 'read' | 'publish' | 'operate';

/** `own`: the competent or receiving agency's officers. `subordinate`: also of an agency above. `any`: everywhere, recorded. */
type Reach = 'own' | 'subordinate' | 'any';

interface Grant {
  readonly role: string;
  readonly reach: Reach;
}
const own = (...roles: string[]): readonly Grant[] => roles.map((role) => ({ role, reach: 'own' }));

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
  read: [
    ...own('counter-officer', 'case-officer', 'signer', 'clerk', 'publisher', 'operator'),
    { role: 'supervisor', reach: 'subordinate' },
    { role: 'head', reach: 'subordinate' },
    { role: 'auditor', reach: 'any' },
  ],
  publish: [{ role: 'publisher', reach: 'any' }],
  operate: [{ role: 'operator', reach: 'any' }],
};

const reaches = (reach: Reach, from: string, to: string): boolean =>
  reach === 'any' || from === to || (reach === 'subordinate' && to.startsWith(`${from}.`));

/** The role alone: what 403 asks before the dossier is looked up. */
export const hasRole = (asker: Asker, action: Action): boolean => grants[action].some(({ role }) => asker.roles.includes(role));

/** Role and agency together: one of the agencies concerned must be in reach of one of the roles. */
export const mayDo = (asker: Asker, action: Action, agencies: readonly string[]): boolean =>
  grants[action].some(({ role, reach }) => asker.roles.includes(role) && agencies.some((agency) => reaches(reach, asker.agency, agency)));

/** The longest reach an asker has for an action: what a list may show. */
export const reachOf = (asker: Asker, action: Action): Reach | undefined =>
  (['any', 'subordinate', 'own'] as const).find((reach) =>
    grants[action].some((grant) => grant.reach === reach && asker.roles.includes(grant.role)),
  );
