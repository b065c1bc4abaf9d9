import { type AppendOutcome, type ChainedAppend, StoreUnavailable } from '@motcua/es';
import { type WriterLine, type WrittenIn, writerHere, writerInThread } from '@motcua/sqlite';
import { type Batch, emptyBatch, type FromWriter, type Outcomes, outcomes, type ToWriter } from './batch.ts';
import { type LogFile, serveLog } from './serve-log.ts';

/** Two batches are on their way: while the writer syncs one, the next lies ready, and a third collects here. */
const depth = 2;
const maxEvents = 2_000;
const maxChars = 4 * 1024 * 1024;
/** Appends that may wait; beyond, the store says that it cannot, instead of filling the memory. */
const maxWaiting = 20_000;

type Line = WriterLine<ToWriter, FromWriter>;

interface Waiting {
  readonly append: ChainedAppend;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface Writer {
  readonly epoch: string;
  append(append: ChainedAppend): Promise<AppendOutcome>;
  close(): Promise<void>;
}

const lineTo = (log: LogFile, writtenIn: WrittenIn): Line => {
  if (writtenIn === 'here') return writerHere((port) => serveLog(log, port));
  return writerInThread(new URL(import.meta.url.endsWith('.ts') ? './writer.worker.ts' : './writer.worker.js', import.meta.url), {
    ...log,
  });
};

/** Starts the writer; rejects where it refuses the file. `onCommit` is called after each transaction. */
export const openWriter = async (
  log: LogFile,
  { writtenIn, gatherMs }: { readonly writtenIn: WrittenIn; readonly gatherMs: number },
  onCommit: () => void,
  onFatal: (error: Error) => void,
): Promise<Writer> => {
  const line = lineTo(log, writtenIn);
  const epoch = await new Promise<string>((resolve, reject) => {
    line.once('error', reject);
    line.once('message', (message: FromWriter) => {
      if ('ready' in message) resolve(message.ready);
      else reject(new Error(`The event store does not open: ${'refused' in message ? message.refused : 'no answer'}`));
    });
  });
  return groupCommit(epoch, line, gatherMs, onCommit, onFatal);
};

const groupCommit = (epoch: string, line: Line, gatherMs: number, onCommit: () => void, onFatal: (error: Error) => void): Writer => {
  let waiting: Waiting[] = [];
  const sent: Waiting[][] = [];
  let scheduled = false;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let broken: StoreUnavailable | undefined;
  let closed: (() => void) | undefined;
  let drained: (() => void) | undefined;
  const post = (message: ToWriter) => line.postMessage(message);

  const flush = () => {
    scheduled = false;
    flushedAt = performance.now();
    while (waiting.length > 0 && sent.length < depth) {
      const { batch, taken } = collect(waiting);
      sent.push(waiting.slice(0, taken));
      waiting = waiting.slice(taken);
      post({ batch });
    }
  };
  // Not at once: callers woken by one answer append within the same turn of the loop, and belong into one transaction.
  const schedule = () => {
    if (scheduled || sent.length >= depth) return;
    scheduled = true;
    const early = flushedAt + gatherMs - performance.now();
    if (early > 0) setTimeout(flush, early);
    else setImmediate(flush);
  };
  const breakDown = (error: Error) => {
    broken = new StoreUnavailable('the store has stopped', { cause: error });
    for (const { reject } of [...sent.splice(0).flat(), ...waiting.splice(0)]) reject(broken);
    drained?.();
    onFatal(error);
  };
  line.on('message', (message: FromWriter) => {
    if ('closed' in message) return closed?.();
    if ('failed' in message && message.fatal) return breakDown(new Error(`The disk does not sync: ${message.failed}`));
    const batch = sent.shift() ?? [];
    if ('done' in message) {
      for (const [index, { resolve }] of batch.entries()) resolve(outcomeOf(message.done, index));
      // After the answers, so that whoever is woken finds what was appended already known.
      setImmediate(onCommit);
    } else if ('failed' in message) {
      for (const { reject } of batch) reject(new StoreUnavailable(`the store cannot write: ${message.failed}`));
    }
    if (waiting.length > 0) schedule();
    else if (sent.length === 0) drained?.();
  });
  line.on('error', breakDown);

  return {
    epoch,
    append: (append) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken);
        if (waiting.length >= maxWaiting) return reject(new StoreUnavailable('the store cannot keep up'));
        waiting.push({ append, resolve, reject });
        schedule();
      }),
    close: async () => {
      if (broken === undefined && (waiting.length > 0 || sent.length > 0)) await new Promise<void>((resolve) => (drained = resolve));
      if (broken === undefined) {
        const farewell = new Promise<void>((resolve) => (closed = resolve));
        post({ close: true });
        await farewell;
      }
      await line.terminate();
    },
  };
};

const collect = (waiting: readonly Waiting[]): { batch: Batch; taken: number } => {
  const batch = emptyBatch();
  let chars = 0;
  let taken = 0;
  for (const { append } of waiting) {
    if (batch.ids.length >= maxEvents || chars > maxChars) break;
    batch.streams.push(append.stream);
    batch.expected.push(append.expected);
    batch.previous.push(append.previous);
    batch.counts.push(append.events.length);
    for (const { id, type, data, metadata, hash } of append.events) {
      batch.ids.push(id);
      batch.types.push(type);
      batch.data.push(data);
      batch.metadata.push(metadata);
      batch.hashes.push(hash);
      chars += data.length + metadata.length;
    }
    taken += 1;
  }
  return { batch, taken };
};

const outcomeOf = ({ kinds, values, hashes }: Outcomes, index: number): AppendOutcome => {
  const value = values[index] ?? 0;
  const hash = hashes[index] ?? '';
  switch (kinds[index]) {
    case outcomes.appended:
      return { kind: 'appended', position: value };
    case outcomes.repeated:
      return { kind: 'repeated', position: value, hash };
    case outcomes.reused:
      return { kind: 'reused' };
    case outcomes.moved:
      return { kind: 'moved', hash };
    default:
      return { kind: 'conflict', actual: value };
  }
};
