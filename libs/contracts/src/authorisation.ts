/** Who asks: claims of a verified token, nothing more. */
export interface Asker {
  readonly agency: string;
  readonly roles: readonly string[];
}

/** `own`: the competent or receiving agency's officers. `subordinate`: also of an agency above. `any`: everywhere, recorded. */
export type Reach = 'own' | 'subordinate' | 'any';

export interface Grant {
  readonly role: string;
  readonly reach: Reach;
}
export const own = (...roles: string[]): readonly Grant[] => roles.map((role) => ({ role, reach: 'own' }));

/**
 * Who may read what is personal: one table for every service. Publisher and operator keep the machine running
 * and handle no dossiers, so they read none.
 */
export const readers: readonly Grant[] = [
  ...own('counter-officer', 'case-officer', 'signer', 'clerk'),
  { role: 'supervisor', reach: 'subordinate' },
  { role: 'head', reach: 'subordinate' },
  { role: 'auditor', reach: 'any' },
];

const reaches = (reach: Reach, from: string, to: string): boolean =>
  reach === 'any' || from === to || (reach === 'subordinate' && to.startsWith(`${from}.`));

export const holdsRole = ({ roles }: Asker, grants: readonly Grant[]): boolean => grants.some(({ role }) => roles.includes(role));

/** Role and agency together: one of the agencies concerned must be in reach of one of the roles. */
export const isGranted = (asker: Asker, grants: readonly Grant[], agencies: readonly string[]): boolean =>
  grants.some(({ role, reach }) => asker.roles.includes(role) && agencies.some((agency) => reaches(reach, asker.agency, agency)));
