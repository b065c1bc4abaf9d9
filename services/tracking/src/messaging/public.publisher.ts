import type { PublicMessage } from '@motcua/bus';
import { type PublicEvent, type PublicFact, publicEventType, publicSubjectOf, sourceOf } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';

/** What neighbours read: a fact without our bookkeeping; with the code only for those who may have it. */
export const publicData = ({ sourceRevision: _, dossier, ...fact }: PublicFact, withCode: boolean): Omit<PublicFact, 'sourceRevision'> => ({
  dossier: withCode ? dossier : { id: dossier.id },
  ...fact,
});

/** For the stream `PUBLIC`, which only accounts of neighbours read. Undefined: not one of the public facts. */
export const toPublicMessage =
  (province: string) =>
  (event: Recorded): PublicMessage | undefined => {
    if (!event.stream.startsWith('log-')) return undefined;
    const data = event.data as PublicFact;
    return {
      subject: publicSubjectOf(province, event.type, data.dossier.id),
      type: publicEventType(event.type),
      id: event.id,
      subjectId: data.dossier.id,
      sequence: event.revision,
      time: data.at,
      data: publicData(data, true),
    };
  };

/** The same fact in the feed, as a CloudEvent in JSON. */
export const toCloudEvent =
  (province: string, withCode: boolean) =>
  ({ id, type, revision, data }: Recorded<PublicEvent>) => ({
    specversion: '1.0',
    id,
    source: sourceOf(province, 'tracking'),
    type: publicEventType(type),
    subject: data.dossier.id,
    time: data.at,
    sequence: String(revision),
    datacontenttype: 'application/json',
    data: publicData(data, withCode),
  });
