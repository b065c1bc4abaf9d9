import { type BusLogger, type Hearing, NobodyAnswers, RequestFailed, RequestTimedOut } from '@motcua/bus';
import { headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { Link } from './link.ts';
import { codeOf } from './message.ts';
import { openReplyInbox, type Patience, type ReplyInbox } from './reply-inbox.ts';

const failed = 'Motcua-Failed';

/** What the server answers in the place of a service that is not there. */
const noResponders = 503;

/** Answers JSON, as text or encoded: a page of a log is not parsed only to be written again. */
export type JsonHandler = (payload: unknown) => Promise<string | Uint8Array>;

/** `motcua.<service>.rpc.<what>`: the one who answers. */
const answererOf = (subject: string): string => subject.split('.')[1] ?? '';

/** Request–reply and what is told, over core NATS, JSON both ways, at most once. The inbox names who may answer, so that permissions can be declared once and for all. */
export const openRequests = (link: Link, logger: BusLogger) => {
  const answer = async (message: Msg, handler: JsonHandler): Promise<void> => {
    try {
      const json = await handler(message.data.length === 0 ? undefined : message.json());
      message.respond(json);
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'Error';
      logger.error('request failed', { subject: message.subject, reason });
      const fields = headers();
      fields.set(failed, reason);
      message.respond('', { headers: fields });
    }
  };
  const inboxes = new WeakMap<NatsConnection, Map<string, ReplyInbox>>();
  const inboxFor = (connection: NatsConnection, answerer: string): ReplyInbox => {
    const known = inboxes.get(connection) ?? new Map<string, ReplyInbox>();
    inboxes.set(connection, known);
    const inbox = known.get(answerer) ?? openReplyInbox(connection, link.inbox(`by-${answerer}`));
    known.set(answerer, inbox);
    return inbox;
  };
  /** Where the connection is up: resolves when the server knows of it. */
  const subscribed = async (subject: string, options: { readonly queue?: string }, take: (message: Msg) => void): Promise<void> => {
    link.onConnection((connection) => {
      connection.subscribe(subject, {
        ...options,
        callback: (error, message) => {
          if (error) logger.error('request subscription refused', { subject, error: error.message });
          else take(message);
        },
      });
    });
    await link
      .now()
      ?.flush()
      .catch(() => undefined);
  };
  return {
    async ask(subject: string, payload: unknown, patience: Patience): Promise<Msg> {
      const connection = link.now();
      if (!connection) throw new NobodyAnswers(subject);
      let message: Msg | undefined;
      try {
        message = await inboxFor(connection, answererOf(subject)).ask(subject, JSON.stringify(payload), patience);
      } catch (error) {
        throw new RequestTimedOut(subject, { cause: error });
      }
      if (!message) throw new RequestTimedOut(subject);
      if (codeOf(message) === noResponders) throw new NobodyAnswers(subject);
      const reason = message.headers?.get(failed);
      if (reason) throw new RequestFailed(subject, reason);
      return message;
    },
    /** Lost where the connection is down or nobody hears it. */
    tell(subject: string, payload: unknown): void {
      link.now()?.publish(subject, JSON.stringify(payload));
    },
    async hear(subject: string, handler: Hearing): Promise<void> {
      await subscribed(subject, {}, (message) => {
        try {
          handler(message.json());
        } catch (error) {
          logger.error('what was told was not understood', { subject, reason: error instanceof Error ? error.name : 'Error' });
        }
      });
    },
    async serve(subject: string, queue: string, handler: JsonHandler): Promise<void> {
      await subscribed(subject, { queue }, (message) => void answer(message, handler));
    },
  };
};
export type Requests = ReturnType<typeof openRequests>;
