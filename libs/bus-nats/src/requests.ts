import { type BusLogger, NobodyAnswers, RequestFailed, RequestTimedOut } from '@motcua/bus';
import { errors, headers, type Msg } from '@nats-io/transport-node';
import type { Link } from './link.ts';

const failed = 'Motcua-Failed';

const isNobody = (error: unknown): boolean =>
  error instanceof errors.NoRespondersError || (error instanceof errors.RequestError && error.isNoResponders());

/** Answers JSON text, so that a page of a log is not parsed only to be written again. */
export type TextHandler = (payload: unknown) => Promise<string>;

/** `motcua.<service>.rpc.<what>`: the one who answers. */
const answererOf = (subject: string): string => subject.split('.')[1] ?? '';

/** Request–reply over core NATS, JSON both ways, at most once. The inbox names who may answer, so that permissions can be declared once and for all. */
export const openRequests = (link: Link, logger: BusLogger) => {
  const answer = async (message: Msg, handler: TextHandler): Promise<void> => {
    try {
      const text = await handler(message.data.length === 0 ? undefined : message.json());
      message.respond(text);
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'Error';
      logger.error('request failed', { subject: message.subject, reason });
      const fields = headers();
      fields.set(failed, reason);
      message.respond('', { headers: fields });
    }
  };
  return {
    async ask(subject: string, payload: unknown, timeoutMs: number): Promise<Msg> {
      const connection = link.now();
      if (!connection) throw new NobodyAnswers(subject);
      try {
        const reply = link.inbox(`by-${answererOf(subject)}`);
        const message = await connection.request(subject, JSON.stringify(payload), { timeout: timeoutMs, noMux: true, reply });
        const reason = message.headers?.get(failed);
        if (reason) throw new RequestFailed(subject, reason);
        return message;
      } catch (error) {
        if (error instanceof RequestFailed) throw error;
        if (isNobody(error)) throw new NobodyAnswers(subject, { cause: error });
        throw new RequestTimedOut(subject, { cause: error });
      }
    },
    /** Where the connection is up: resolves when the server knows of it. */
    async serve(subject: string, queue: string, handler: TextHandler): Promise<void> {
      link.onConnection((connection) => {
        connection.subscribe(subject, {
          queue,
          callback: (error, message) => {
            if (error) logger.error('request subscription refused', { subject, error: error.message });
            else void answer(message, handler);
          },
        });
      });
      await link
        .now()
        ?.flush()
        .catch(() => undefined);
    },
  };
};
export type Requests = ReturnType<typeof openRequests>;
