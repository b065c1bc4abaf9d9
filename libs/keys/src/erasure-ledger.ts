import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** One erasure: whose, which dossiers, when. Ids only, nothing of the person. */
export interface Erasure {
  readonly subjectId: string;
  readonly dossiers: readonly string[];
  readonly erasedAt: string;
}

/**
 * An append-only file of JSON lines, kept outside the backup set: whoever restores an old backup erases again what was erased since.
 * A torn last line (power cut while writing) was never answered for, so it is skipped.
 */
export interface ErasureLedger {
  readonly entries: () => readonly Erasure[];
  /** Synced before it returns. */
  readonly append: (erasure: Erasure) => void;
  readonly close: () => void;
}

/** Closes a line that a power cut left unfinished; no JSON ends like this. */
const torn = ' #torn';

const parse = (text: string): readonly Erasure[] =>
  text.split('\n').flatMap((line, index, lines) => {
    if (line === '') return [];
    try {
      return [JSON.parse(line) as Erasure];
    } catch (error) {
      if (index === lines.length - 1 || line.endsWith(torn)) return [];
      throw new Error(`the erasure ledger is damaged at line ${index + 1}`, { cause: error });
    }
  });

/** What the file holds; nothing where there is none. */
export const readErasureLedger = (file: string): readonly Erasure[] => (existsSync(file) ? parse(readFileSync(file, 'utf8')) : []);

export const openErasureLedger = (file: string): ErasureLedger => {
  const descriptor = openSync(file, 'a+', 0o600);
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
  const text = readFileSync(file, 'utf8');
  const entries = [...parse(text)];
  // What comes next starts on a line of its own, whatever the torn one was.
  if (text !== '' && !text.endsWith('\n')) writeSync(descriptor, `${torn}\n`);
  return {
    entries: () => entries,
    append: (erasure) => {
      writeSync(descriptor, `${JSON.stringify(erasure)}\n`);
      fsyncSync(descriptor);
      entries.push(erasure);
    },
    close: () => closeSync(descriptor),
  };
};
