import type { ContactEvent, NotificationEvent, ParkedEvent } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { Projection } from '@motcua/read-models';
import type { MessageEntry, MessagesState } from './messages.document.ts';

/** The reactor that sends; its parked messages show as `parked`. */
export const senderReactor = 'notify-sender-v1';
const parkedStream = `parked-${senderReactor}_`;
const notificationStream = 'notification-';

type Known = ContactEvent | NotificationEvent | ParkedEvent;

const dossierOf = ({ stream, data, metadata }: Recorded): string | undefined => {
  if (stream.startsWith('contact-')) return (data as ContactEvent['data']).dossierId;
  if (stream.startsWith(notificationStream)) return metadata.correlationId;
  return stream.startsWith(parkedStream) ? stream.slice(parkedStream.length) : undefined;
};

const changed = (state: MessagesState, id: string, change: (entry: MessageEntry) => MessageEntry['state']): MessagesState => ({
  ...state,
  messages: state.messages.map((entry) => (entry.id === id ? { ...entry, state: change(entry) } : entry)),
});

/** `delivered` is the last word: whatever is heard later about sending does not take it back. */
const unlessDelivered = (next: MessageEntry['state']) => (entry: MessageEntry) => (entry.state === 'delivered' ? entry.state : next);

const evolveKnown = (state: MessagesState, event: Known): MessagesState => {
  switch (event.type) {
    case 'ContactRecorded.v1': {
      const { agency, receivingAgency } = event.data.facts;
      return { ...state, agencies: [...new Set([agency, receivingAgency].filter((code) => code !== undefined))] };
    }
    case 'NotificationRequested.v1': {
      const { notificationId: id, kind, channel, variant, at, sealed } = event.data;
      const entry: MessageEntry = {
        id,
        kind,
        channel,
        ...(variant === undefined ? {} : { variant }),
        at,
        state: 'requested',
        sealed: sealed.message,
      };
      return { ...state, messages: [...state.messages, entry] };
    }
    case 'NotificationSent.v1':
      return changed(state, event.data.notificationId, unlessDelivered('sent'));
    case 'NotificationDelivered.v1':
      return changed(state, event.data.notificationId, () => 'delivered');
    case 'NotificationFailed.v1':
      return event.data.final ? changed(state, event.data.notificationId, unlessDelivered('failed')) : state;
    case 'MessageParked.v1': {
      const id = event.data.source.stream.slice(notificationStream.length);
      return { ...changed(state, id, unlessDelivered('parked')), parked: { ...state.parked, [event.data.parkedId]: id } };
    }
    case 'ParkedMessageReplayed.v1': {
      // What came of the replay is told by the notification itself; until then it waits to be sent again.
      const id = state.parked[event.data.parkedId] ?? '';
      return changed(state, id, (entry) => (entry.state === 'parked' ? 'requested' : entry.state));
    }
    case 'ParkedMessageDiscarded.v1':
      return changed(state, state.parked[event.data.parkedId] ?? '', unlessDelivered('failed'));
    default:
      return state;
  }
};

export const messagesProjection: Projection<MessagesState> = {
  name: 'notify-messages',
  version: 1,
  indexes: {},
  sources: ['notify'],
  documentsOf: (_source, event) => {
    const dossier = dossierOf(event);
    return dossier === undefined ? [] : [dossier];
  },
  evolve: (state, event) =>
    evolveKnown(state ?? { dossier: dossierOf(event) ?? '', agencies: [], messages: [], parked: {} }, event as unknown as Known),
  render: ({ dossier, agencies, messages }) => ({ rendered: JSON.stringify({ dossier, agencies, messages }), keys: {} }),
};
