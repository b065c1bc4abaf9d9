import type { NatsConnection } from '@nats-io/transport-node';
import type { Link } from './link.ts';

/** JetStream said no. `errCode` is its own number (10059 stream not found, 10037 no message found). */
export class JetStreamRefusal extends Error {
  readonly code: number;
  readonly errCode: number;
  constructor(code: number, errCode: number, description: string) {
    super(description);
    this.name = 'JetStreamRefusal';
    this.code = code;
    this.errCode = errCode;
  }
}
export const isNotFound = (error: unknown): boolean => error instanceof JetStreamRefusal && error.code === 404;

interface ApiAnswer {
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description?: string };
}
export interface StreamInfo {
  readonly state: { readonly messages: number; readonly first_seq: number; readonly last_seq: number };
}
/** A stored message; `headers` is its raw header block. */
export interface StoredMessage {
  readonly seq: number;
  readonly subject: string;
  readonly headers: string;
  readonly data: Buffer;
}

const timeout = 5_000;

const request = async <T>(connection: NatsConnection, subject: string, body?: object): Promise<T> => {
  const answer = await connection.request(`$JS.API.${subject}`, body === undefined ? '' : JSON.stringify(body), { timeout });
  const parsed = answer.json<T & ApiAnswer>();
  if (parsed.error) {
    throw new JetStreamRefusal(parsed.error.code, parsed.error.err_code ?? 0, parsed.error.description ?? 'refused');
  }
  return parsed;
};

/** The few requests we make, by hand: each is one subject that the permissions in `infra/nats` name. */
export const jetStreamApi = (connection: NatsConnection, link?: Pick<Link, 'whileUp'>) => {
  const ask = <T>(subject: string, body?: object): Promise<T> => {
    const work = request<T>(connection, subject, body);
    return link ? link.whileUp(work) : work;
  };
  return apiOn(ask);
};

type Ask = <T>(subject: string, body?: object) => Promise<T>;

const apiOn = (ask: Ask) => ({
  streamInfo: (stream: string) => ask<StreamInfo>(`STREAM.INFO.${stream}`),
  createStream: (stream: string, config: object) => ask<StreamInfo>(`STREAM.CREATE.${stream}`, config),
  updateStream: (stream: string, config: object) => ask<StreamInfo>(`STREAM.UPDATE.${stream}`, config),
  deleteStream: (stream: string) => ask<object>(`STREAM.DELETE.${stream}`),

  async message(stream: string, seq: number): Promise<StoredMessage | undefined> {
    try {
      const answer = await ask<{ message: { seq: number; subject: string; hdrs?: string; data?: string } }>(`STREAM.MSG.GET.${stream}`, {
        seq,
      });
      const { message } = answer;
      return {
        seq: message.seq,
        subject: message.subject,
        headers: Buffer.from(message.hdrs ?? '', 'base64').toString(),
        data: Buffer.from(message.data ?? '', 'base64'),
      };
    } catch (error) {
      if (isNotFound(error) && (error as JetStreamRefusal).errCode !== 10059) return undefined;
      throw error;
    }
  },

  /** An ephemeral consumer; it goes away by itself. Answers its name. */
  async createEphemeral(stream: string, config: object): Promise<string> {
    const answer = await ask<{ name: string }>(`CONSUMER.CREATE.${stream}`, { stream_name: stream, config });
    return answer.name;
  },
  createDurable: (stream: string, durable: string, config: object) =>
    ask<object>(`CONSUMER.DURABLE.CREATE.${stream}.${durable}`, { stream_name: stream, config }),
  durableInfo: (stream: string, durable: string) => ask<object>(`CONSUMER.INFO.${stream}.${durable}`),
});
export type JetStreamApi = ReturnType<typeof jetStreamApi>;
