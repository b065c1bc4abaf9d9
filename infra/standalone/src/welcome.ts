import { demoOfficers } from '@motcua/trial-issuer';
import qrcode from 'qrcode';
import type { PlayedDossier } from './play-demo.ts';
import { print } from './print.ts';

const pages: readonly (readonly [string, string])[] = [
  ['/', 'tra cứu hồ sơ · look a dossier up'],
  ['/thu-tuc', 'thủ tục · what a procedure needs, takes and costs'],
  ['/nop-ho-so/1.001193', 'nộp hồ sơ khai sinh · file a birth registration'],
  ['/hop-thu', 'hộp thư thử nghiệm · what the phones would show'],
  ['/docs', 'the API'],
];

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** What a person needs who has just started the system. The line that begins with "Ready" is what scripts wait for. */
export const welcome = async (url: string, publicUrl: string, demo: readonly PlayedDossier[], tookMs: number): Promise<void> => {
  print();
  for (const [path, what] of pages) print(`  ${`${publicUrl}${path}`.padEnd(52)} ${what}`);
  const shown = demo.find((dossier) => dossier.state === 'inProgress') ?? demo[0];
  if (shown) {
    print();
    for (const dossier of demo) print(`  ${dossier.state.padEnd(19)} ${dossier.requestCode}  ${dossier.shows}`);
    print(`\n  Scan to see where ${shown.requestCode} is:\n`);
    print((await qrcode.toString(shown.url, { type: 'terminal', small: true })).replace(/^/gm, '  '));
    print(`  ${shown.url}`);
  }
  print('\n  Demo officers (password "demo"), tokens from /oidc/token:');
  for (const officer of demoOfficers)
    print(`  ${officer.id.padEnd(15)} ${officer.name} – ${officer.roles.join(', ')} at ${officer.agency}`);
  print(`\nReady in ${seconds(tookMs)}: ${url}   (Ctrl-C stops)`);
};
