import { natsBus } from '@motcua/bus-nats';
import { type DossierEvent, rpc, SubjectKeysRequest } from '@motcua/contracts';
import { memoryEventStore } from '@motcua/es';
import { recorded } from '../component/dossier-life.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Workflow's log and intake's requests, over a real bus, without their services. */
export const openNeighbours = async (servers: string, keys: ReadonlyMap<string, Uint8Array>) => {
  const store = memoryEventStore();
  const workflow = await natsBus({ service: 'workflow', province: 'H53', servers, logger: silent });
  const intake = await natsBus({ service: 'intake', province: 'H53', servers, logger: silent });
  await workflow.relay('workflow', store);
  await intake.respond(rpc.subjectKeys, async (payload) => ({
    keys: Object.fromEntries(
      SubjectKeysRequest.parse(payload).dossiers.map((id) => [id, Buffer.from(keys.get(id) ?? []).toString('base64url') || null]),
    ),
  }));
  await intake.respond(rpc.trackingLink, async () => ({ url: 'https://motcua.example/s#token' }));
  const revisions = new Map<string, number>();
  return {
    /** Workflow says this about a dossier, as the next event of its stream; answers its position in workflow's log. */
    say: async (event: DossierEvent): Promise<number> => {
      const stream = `dossier-${event.data.dossierId}`;
      const revision = revisions.get(stream) ?? 0;
      const { id, type, data, metadata } = recorded(event, revision);
      const { position } = await store.append(stream, [{ id, type, data, metadata }], revision === 0 ? 'absent' : revision - 1);
      revisions.set(stream, revision + 1);
      return position;
    },
    close: async () => {
      await Promise.all([workflow.close(), intake.close()]);
      await store.close();
    },
  };
};
