import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../shared/acceptance/main-job.mjs', import.meta.url));

/** The acceptance of the main job lies beside a checkout, not in it. */
export const acceptanceIsHere = existsSync(script);
if (!acceptanceIsHere) process.stdout.write('skipped because: the acceptance scripts are not beside this checkout\n');

/** Runs it from outside; answers its exit code and what it printed. */
export const acceptance = async (url: string): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, [script, url], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output };
};
