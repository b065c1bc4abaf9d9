import { mayDo } from '../domain/authorisation/authorisation.ts';
import { agenciesOf, type Officer } from './dossier-view.ts';
import { keyOf } from './people.ts';
import { Refused } from './refused.ts';
import { type ShownDossier, showDossier } from './show-dossier.ts';
import { dossierStream, type WorkflowPorts } from './workflow-ports.ts';

/** One dossier, always from its own stream: an officer sees his own write. */
export const readDossier =
  (ports: WorkflowPorts) =>
  async ({ dossierId, officer, language }: { dossierId: string; officer: Officer; language: 'vi' | 'en' }): Promise<ShownDossier> => {
    const loaded = await ports.dossiers.load(dossierStream(dossierId));
    if (!loaded.state) throw new Refused('not-found');
    if (!mayDo(officer, 'read', agenciesOf(loaded.state))) throw new Refused('other-agency');
    const key = await keyOf(ports.keys, dossierId);
    return showDossier(ports, { ...loaded, officer, key, language, purpose: 'read', replayed: false });
  };
