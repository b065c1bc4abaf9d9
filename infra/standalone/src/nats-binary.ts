import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Official release, used where neither PATH nor a package manager has one. SHA-256 as pinned by the vendor's own container images. */
const release = {
  version: '2.10.29',
  sha256: {
    x64: { arch: 'amd64', sum: 'e314da74a83a1d3876db8814c27eb990fe729640fd6452025b441bcede8390da' },
    arm64: { arch: 'arm64', sum: 'da4b27942ecfb4c5f0c54553d2e7f470ddda9d7581cfe8131b351a0e223ed401' },
  },
} as const;

const onPath = (): string | undefined => {
  const found = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'].map((dir) =>
    join(dir, 'nats-server'),
  );
  return found.find((file) => existsSync(file));
};

const root = (): string[] => (process.getuid?.() === 0 ? [] : ['sudo', '-n']);

/** The package manager's own command, or nothing where there is none that we know. */
const packageCommands = (): string[][] => {
  const has = (tool: string) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
  if (has('apt-get'))
    return [
      [...root(), 'apt-get', 'update', '-qq'],
      [...root(), 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'nats-server'],
    ];
  if (has('brew')) return [['brew', 'install', '--quiet', 'nats-server']];
  if (has('dnf')) return [[...root(), 'dnf', 'install', '-y', '-q', 'nats-server']];
  return [];
};

const install = (say: (line: string) => void): string | undefined => {
  for (const command of packageCommands()) {
    say(`Getting nats-server: ${command.join(' ')}`);
    const [tool, ...args] = command;
    if (
      tool === undefined ||
      spawnSync(tool, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
        .status !== 0
    )
      break;
  }
  return onPath();
};

/** An archive `<name>.tar.gz` that holds `<name>/nats-server`. */
export interface ReleasedArchive {
  readonly name: string;
  /** The folder it lies in. */
  readonly from: string;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
}

const officialArchive = (): ReleasedArchive | undefined => {
  const build = process.platform === 'linux' ? release.sha256[process.arch as 'x64' | 'arm64'] : undefined;
  return (
    build && {
      name: `nats-server-v${release.version}-linux-${build.arch}`,
      from: `https://github.com/nats-io/nats-server/releases/download/v${release.version}`,
      sha256: build.sum,
    }
  );
};

/** Path of the unpacked program; undefined where the archive is not there. Throws, having written nothing, where it is another file than the pinned one. */
export const download = async ({ name, from, sha256 }: ReleasedArchive, into: string): Promise<string | undefined> => {
  const url = `${from}/${name}.tar.gz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(120_000) });
  if (!answer.ok) return undefined;
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new Error(`${url} is not the file it should be: its SHA-256 differs from the pinned one`);
  mkdirSync(into, { recursive: true });
  const archive = join(into, `${name}.tar.gz`);
  writeFileSync(archive, bytes);
  execFileSync('tar', ['-xzf', archive, '-C', into, '--strip-components=1', `${name}/nats-server`]);
  rmSync(archive);
  chmodSync(join(into, 'nats-server'), 0o755);
  return join(into, 'nats-server');
};

const downloadOfficial = async (into: string, say: (line: string) => void): Promise<string | undefined> => {
  const archive = officialArchive();
  if (!archive) return undefined;
  say(`Getting nats-server: ${archive.from}/${archive.name}.tar.gz`);
  return download(archive, into);
};

/** Path of a nats-server: PATH, what was downloaded before, the system's package manager, the official release. */
export const natsServerBinary = async (cache: string, say: (line: string) => void): Promise<string> => {
  const downloaded = join(cache, 'nats-server');
  const found =
    onPath() ??
    (existsSync(downloaded) ? downloaded : undefined) ??
    install(say) ??
    (await downloadOfficial(cache, say).catch((error: unknown) => say(String(error))));
  if (!found) throw new Error('no nats-server found, and none could be installed: put one (2.9.10 or newer) on PATH');
  return found;
};
