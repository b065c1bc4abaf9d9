export const officerRoles = [
  'counter-officer',
  'case-officer',
  'signer',
  'clerk',
  'supervisor',
  'head',
  'publisher',
  'operator',
  'auditor',
] as const;
export type OfficerRole = (typeof officerRoles)[number];

/** Claims of a verified access token (`aud` urn:motcua:api). */
export interface Officer {
  readonly kind: 'officer';
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly unit?: string;
  /** Officer roles, and `neighbour` for another province's system. */
  readonly roles: readonly string[];
}

/** Who calls: nobody known, the holder of a receipt (`Authorization: Tracking <token>`), or an officer (`Bearer <JWT>`). */
export type Caller = { readonly kind: 'anonymous' } | { readonly kind: 'tracking'; readonly token: string } | Officer;
