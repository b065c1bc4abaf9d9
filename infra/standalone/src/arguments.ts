import { resolve } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The caller wrote something we do not understand; said in one line, exit 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

const everywhere = { data: { type: 'string' } } as const satisfies ParseArgsOptionsConfig;

/** Options of one command, strictly: an unknown one is refused. */
export const optionsOf = <T extends ParseArgsOptionsConfig>(args: readonly string[], options: T, positionals = 0) => {
  try {
    const parsed = parseArgs({ args: [...args], options: { ...everywhere, ...options }, allowPositionals: positionals > 0, strict: true });
    if (parsed.positionals.length > positionals) throw new UsageError(`one argument too many: ${parsed.positionals.at(-1)}`);
    return parsed;
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(error instanceof Error ? error.message : String(error));
  }
};

/** Folders are meant from where the caller stands, not from where the script lives. */
export const folder = (path: string | undefined, fallback: string): string =>
  path === undefined ? resolve(fallback) : resolve(process.env['MOTCUA_CALLED_FROM'] ?? '.', path);

export const portNumber = (text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`not a port: ${text}`);
  return port;
};
