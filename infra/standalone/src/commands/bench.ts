import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The benchmarks are programs of their own in `bench/`; this only starts them. Options are theirs: `--only appends,migration`, `--seconds N`, `seed --dossiers N --data DIR`. */
export const bench = async (args: readonly string[]): Promise<number> => {
  const program = fileURLToPath(new URL('../../../../bench/src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], { stdio: 'inherit' });
  // It ends what it has started, and then we say how it ended.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
};
