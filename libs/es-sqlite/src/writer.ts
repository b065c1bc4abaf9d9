import { Worker } from 'node:worker_threads';
import { type AppendOutcome, type ChainedAppend, StoreUnavailable } from '@motcua/es';
import { type Batch, emptyBatch, type FromWriter, type Outcomes, outcomes, type ToWriter } from './batch.ts';

/** Two batches are on their way: while the writer syncs one, the next lies ready, and a third collects here. */
const depth = 2;
const maxEvents = 2_000;
const maxChars = 4 * 1024 * 1024;
/** Appends that may wait; beyond, the store says that it cannot, instead of filling the memory. */
const maxWaiting = 20_000;

/** Batches die young, but few at a time: more room only makes the process larger (by 20 MB a store), not faster. */
const maxYoungGenerationSizeMb = 8;

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

/** Starts the writer's thread; rejects where it refuses the file. `onCommit` is called after each transaction. */
export const openWriter = async (file: string, onCommit: () => void, onFatal: (error: Error) => void): Promise<Writer> => {
  const script = new URL(import.meta.url.endsWith('.ts') ? './writer.worker.ts' : './writer.worker.js', import.meta.url);
  const worker = new Worker(script, { workerData: { file }, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb } });
  const epoch = await new Promise<string>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: FromWriter) => {
      if ('ready' in message) resolve(message.ready);
      else reject(new Error(`The event store does not open: ${'refused' in message ? message.refused : 'no answer'}`));
    });
  });
  return groupCommit(epoch, worker, onCommit, onFatal);
};

const groupCommit = (epoch: string, worker: Worker, onCommit: () => void, onFatal: (error: Error) => void): Writer => {
  let waiting: Waiting[] = [];
  const sent: Waiting[][] = [];
  let scheduled = false;
  let broken: StoreUnavailable | undefined;
  let closed: (() => void) | undefined;
  let drained: (() => void) | undefined;
  const post = (message: ToWriter) => worker.postMessage(message);

  const flush = () => {
    scheduled = false;
    while (waiting.length > 0 && sent.length < depth) {
      const { batch, taken } = collect(waiting);
      sent.push(waiting.slice(0, taken));
      waiting = waiting.slice(taken);
      post({ batch });
    }
    if (waiting.length === 0 && sent.length === 0) drained?.();
  };
  // Not at once: callers woken by one answer append within the same turn of the loop, and belong into one transaction.
  const schedule = () => {
    if (scheduled || sent.length >= depth) return;
    scheduled = true;
    setImmediate(flush);
  };
  const breakDown = (error: Error) => {
    broken = new StoreUnavailable('the store has stopped', { cause: error });
    for (const { reject } of [...sent.splice(0).flat(), ...waiting.splice(0)]) reject(broken);
    drained?.();
    onFatal(error);
  };
  worker.on('message', (message: FromWriter) => {
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
    schedule();
  });
  worker.on('error', breakDown);

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
      await worker.terminate();
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
