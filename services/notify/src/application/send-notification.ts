import { done, type Outcome, park, retry } from '@motcua/bus';
import type { NotificationRequested } from '@motcua/contracts';
import { isEventIdReused, type Recorded } from '@motcua/es';
import { type SubjectKeys, unseal } from '@motcua/sealing';
import type { NotificationCommand } from '../domain/notification/notification.commands.ts';
import { type Handlers, metadataOf, notificationStream } from './handlers.ts';
import type { Channel, Clock, Handover, Outgoing, TrackingLinks } from './ports.ts';
import { lookAgainMs, type SenderTurn } from './sender-turn.ts';

export interface SendDeps {
  readonly handlers: Handlers;
  readonly keys: SubjectKeys;
  readonly links: TrackingLinks;
  /** By channel name; a channel that is not configured parks its messages. */
  readonly channels: Readonly<Partial<Record<string, Channel>>>;
  readonly now: Clock;
  readonly turn: SenderTurn;
  /** Until then (ms since 1970) any intent may have been carried out by the life that a restore took back. */
  readonly doubtUntil: number;
  readonly maxAttempts: number;
}
type Intent = Recorded<NotificationRequested>;

/** 250 ms doubling to a minute, with up to a quarter of jitter so that waiting messages do not come back as one wave. */
const backoff = (attempt: number): number => Math.round(Math.min(60_000, 125 * 2 ** Math.min(attempt, 9)) * (1 + Math.random() / 4));

const notOurTurn = retry(lookAgainMs, 'another instance sends');

/** Who waits for its turn has not tried: how often each message was only waited for. */
const waits = () => {
  const counts = new Map<string, number>();
  return {
    of: (id: string): number => counts.get(id) ?? 0,
    count: (id: string): Outcome => {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      return notOurTurn;
    },
    forget: (id: string): void => void counts.delete(id),
  };
};

/**
 * `attempt` counts from 1.
 * Carries out an intent, effectively once: one instance at a time sends, the stream says whether it is still open, the provider is called with
 * the notification's id as its key, the outcome is an event. Where an earlier call may have got through (a retry, an intent from before our turn,
 * any in the first day after a restore) the provider is asked first.
 */
export const sendNotification = (deps: SendDeps) => {
  const waited = waits();

  const carryOut = async (intent: Intent, attempt: number): Promise<Outcome> => {
    const { notificationId, channel: name } = intent.data;
    const term = await deps.turn.hold();
    // Without I/O: whoever is at its turn has usually sent it before we look again.
    if (!term && attempt === 1) return waited.count(notificationId);
    const maybeSent = attempt > 1 || intent.position <= (term?.inherited ?? 0) || Date.now() < deps.doubtUntil;
    const stream = notificationStream(notificationId);
    // Known from asking for it a moment ago; who tries again, or comes after another instance, asks the store itself.
    const { notifications } = deps.handlers;
    const { state } = maybeSent ? await notifications.load(stream) : await notifications.loadKnown(stream);
    if (state.stage !== 'requested') return done;
    if (!term) return waited.count(notificationId);
    const channel = deps.channels[name];
    if (!channel) return park(`channel ${name} is not configured`);

    const message = await writeOut(deps, intent);
    if (!message) {
      await record(deps, intent, { type: 'RecordFailed', at: deps.now(), provider: channel.provider, reason: 'erased' });
      return done;
    }
    const handover = await handOver(deps.turn, channel, message, maybeSent);
    if (!handover) return waited.count(notificationId);
    const tried = attempt - waited.of(notificationId);
    const later = (reason: string, afterMs?: number): Outcome =>
      tried >= deps.maxAttempts ? park(reason) : retry(Math.max(afterMs ?? 0, backoff(tried)), reason);
    switch (handover.kind) {
      case 'accepted': {
        const { providerMessageId } = handover;
        await record(deps, intent, { type: 'RecordSent', at: deps.now(), provider: channel.provider, providerMessageId });
        return done;
      }
      case 'refused':
        await record(deps, intent, { type: 'RecordFailed', at: deps.now(), provider: channel.provider, reason: handover.reason });
        return done;
      case 'busy':
        return later(handover.reason, handover.afterMs);
      case 'unknown':
        return later(handover.reason);
    }
  };

  return async (intent: Intent, attempt: number): Promise<Outcome> => {
    const outcome = await carryOut(intent, attempt);
    if (outcome.kind !== 'retry') waited.forget(intent.data.notificationId);
    return outcome;
  };
};

/** Opens the message and puts the link in, for this moment only; undefined where the person has been erased. */
const writeOut = async ({ keys, links }: SendDeps, { data }: Intent): Promise<Outgoing | undefined> => {
  const key = (await keys.keysOf([data.dossierId])).get(data.dossierId);
  if (!key) return undefined;
  const { to, text } = unseal<{ to: string; text: string }>(data.sealed.message, key);
  if (!text.includes('{link}')) return { key: data.notificationId, to, text };
  const url = await links(data.dossierId);
  return url === null ? undefined : { key: data.notificationId, to, text: text.replaceAll('{link}', () => url) };
};

/** A time-out means "unknown", so the provider is asked by key before anything is sent again. Undefined where our turn ended meanwhile. */
const handOver = async (turn: SenderTurn, channel: Channel, message: Outgoing, maybeSent: boolean): Promise<Handover | undefined> => {
  if (maybeSent) {
    const found = await channel.find(message.key);
    if (found.kind !== 'absent') return found;
  }
  const handover = await turn.during(() => channel.send(message));
  if (handover?.kind !== 'unknown') return handover;
  const found = await channel.find(message.key);
  return found.kind === 'accepted' ? found : handover;
};

const record = async ({ handlers }: SendDeps, intent: Intent, command: NotificationCommand & { at: string }): Promise<void> => {
  const { notificationId, dossierId } = intent.data;
  try {
    await handlers.notifications.handle(notificationStream(notificationId), command, {
      commandId: `${notificationId}/${command.type}`,
      metadata: metadataOf(command.at, dossierId, intent.id, intent.metadata.traceparent),
      idempotent: true,
    });
  } catch (error) {
    // Another instance has recorded the same outcome a moment before.
    if (!isEventIdReused(error)) throw error;
  }
};
