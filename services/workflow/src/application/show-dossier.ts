import { toInstant } from '@motcua/legal-clock';
import type { Dossier } from '../domain/dossier/dossier.state.ts';
import type { Look } from './access-record.ts';
import { type DossierView, dossierView, type Officer } from './dossier-view.ts';
import { Refused } from './refused.ts';
import type { WorkflowPorts } from './workflow-ports.ts';

export interface ShownDossier {
  readonly view: DossierView;
  readonly revision: number;
  readonly position: number;
  /** The answer of a command that was carried out before. */
  readonly replayed: boolean;
}

/** Renders a dossier for an officer, once it is recorded that he sees the person's data. */
export const showDossier = async (
  ports: WorkflowPorts,
  shown: {
    readonly state: Dossier | undefined;
    readonly revision: number;
    readonly position?: number;
    readonly officer: Officer;
    readonly key: Uint8Array | undefined;
    readonly language: 'vi' | 'en';
    readonly purpose: Look['purpose'];
    readonly replayed: boolean;
  },
): Promise<ShownDossier> => {
  const { state, revision, position = 0, officer, key, language, purpose, replayed } = shown;
  if (!state) throw new Refused('not-found');
  const { dossierId } = state.opened;
  const now = ports.now();
  const { published, intake } = ports;
  const procedure = published.procedure(state.procedure.code, state.procedure.version);
  const view = dossierView(state, revision, position, {
    officer,
    procedure,
    directory: published.directory(),
    appointments: published.appointments(),
    key,
    now: toInstant(now),
    language,
    stale: intake.isParked(dossierId),
  });
  if (key) await ports.access.note({ officer: officer.id, agency: officer.agency, dossierId, purpose, at: now });
  return { view, revision, position, replayed };
};
