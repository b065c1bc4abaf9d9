import { officerRoles } from '@motcua/service-kit';
import { hasRole } from '../domain/authorisation/authorisation.ts';

/** Whom the routes of dossiers let in at all. */
export const readerRoles = officerRoles.filter((role) => hasRole({ agency: '', roles: [role] }, 'read'));
