import { eventIdOf } from '@motcua/es';
import { sqliteEventStore } from '../src/index.ts';

/**
 * A process of its own that appends for as long as it is let, and prints each append once it is acknowledged: `<stream> <revision> <hash>`,
 * or `- <error>` for a refused one. Arguments: file, prefix of its streams, appenders.
 */
const [file = '', prefix = '', appenders = '8'] = process.argv.slice(2);
const store = await sqliteEventStore({
  file,
  onFatal: (error) => {
    process.stdout.write(`fatal ${error.message}\n`);
    process.exit(3);
  },
});
const note = (commandId: string, index: number) => ({
  id: eventIdOf(commandId, index),
  type: 'NoteTaken.v1',
  data: { note: 'x'.repeat(300), index },
  metadata: { at: '2026-11-23T08:00:00.000+07:00', actor: 'system:test', correlationId: commandId, causationId: commandId },
});

const append = async (stream: string, count: number, revision: number): Promise<number> => {
  const events = Array.from({ length: count }, (_, index) => note(`${stream} ${revision}`, index));
  try {
    const appended = await store.append(stream, events, revision === -1 ? 'absent' : revision);
    process.stdout.write(`${stream} ${appended.revision} ${appended.hash}\n`);
    return appended.revision;
  } catch (error) {
    process.stdout.write(`- ${error instanceof Error ? error.name : ''}\n`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return revision;
  }
};

const run = async (stream: string): Promise<void> => {
  let revision = -1;
  for (let round = 0; ; round++) revision = await append(stream, 1 + (round % 3), revision);
};
process.stdout.write('ready\n');
await Promise.all(Array.from({ length: Number(appenders) }, (_, n) => run(`${prefix}-${n}`)));
