import { type DestinationStream, type Logger as Pino, pino } from 'pino';
import type { Logger } from './service.ts';

/** The only fields that reach a log. None of them can hold personal data; a new one is added here, where it is seen in review. */
const allowed: ReadonlySet<string> = new Set([
  'agency',
  'allowed',
  'attempt',
  'bytes',
  'capacity',
  'code',
  'collection',
  'count',
  'delayMs',
  'detail',
  'durationMs',
  'epoch',
  'error',
  'event',
  'eventId',
  'expected',
  'actual',
  'file',
  'from',
  'head',
  'host',
  'id',
  'kind',
  'lag',
  'level',
  'method',
  'name',
  'parked',
  'phase',
  'pid',
  'port',
  'position',
  'procedure',
  'projection',
  'provider',
  'province',
  'reactor',
  'reason',
  'restarts',
  'revision',
  'route',
  'sequence',
  'server',
  'service',
  'services',
  'signal',
  'size',
  'source',
  'stack',
  'state',
  'status',
  'stream',
  'subject',
  'template',
  'to',
  'traceId',
  'type',
  'url',
  'version',
]);

/** What of these fields may be written down. */
const picked = (fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Error) Object.assign(kept, failureFields(value));
    else if (allowed.has(name) && value !== undefined) kept[name] = typeof value === 'string' ? value.slice(0, 2_000) : value;
  }
  return kept;
};

/** An error for the log: its name, its system code and where it was thrown. Its message may quote data, so it stays out. */
export const failureFields = (error: unknown): Readonly<Record<string, unknown>> => {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const { code } = error as { code?: unknown };
  return {
    error: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    stack: frames.map((line) => line.trim()).join(' | '),
    ...(error.cause instanceof Error ? { reason: error.cause.name } : {}),
  };
};

const wrapped = (target: Pino): Logger => ({
  debug: (message, fields) => {
    if (target.isLevelEnabled('debug')) target.debug(picked(fields), message);
  },
  info: (message, fields) => target.info(picked(fields), message),
  warn: (message, fields) => target.warn(picked(fields), message),
  error: (message, fields) => target.error(picked(fields), message),
  child: (fields) => wrapped(target.child(picked(fields))),
});

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** JSON lines on standard output, or on the given stream. */
export const createLogger = (level: LogLevel = 'info', destination?: DestinationStream): Logger => {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return wrapped(destination ? pino(options, destination) : pino(options));
};

type Tell = (level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>) => void;

/** A logger whose lines, from `info` on, are told elsewhere too: the same allow-listed fields, nothing more. */
export const alsoTelling = (logger: Logger, tell: Tell, of: Readonly<Record<string, unknown>> = {}): Logger => {
  const both =
    (level: Parameters<Tell>[0]): Logger['info'] =>
    (message, fields) => {
      logger[level](message, fields);
      tell(level, message, { ...of, ...picked(fields) });
    };
  return {
    debug: logger.debug,
    info: both('info'),
    warn: both('warn'),
    error: both('error'),
    child: (fields) => alsoTelling(logger.child(fields), tell, { ...of, ...picked(fields) }),
  };
};
