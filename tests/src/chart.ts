import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const chart = path('../../infra/helm/motcua');
const compiler = path('../../node_modules/typescript-native/bin/tsc');

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const helm = (...args: readonly string[]): Ran => spawnSync('helm', args, { encoding: 'utf8' });
export const hasHelm = helm('version').status === 0;

/** The chart in the eyes of Helm; `values` are options such as `--set a.b=c`. */
export const lint = (...values: readonly string[]): Ran => helm('lint', '--strict', chart, ...values);
export const template = (...values: readonly string[]): Ran => helm('template', 'mc', chart, ...values);

/** What Helm would hand to Kubernetes under the release name `mc`, read as Kubernetes reads it (YAML 1.1: 0440 is octal). Throws what Helm says where it refuses. */
export const rendered = (...values: readonly string[]): readonly Manifest[] => {
  const { status, stdout, stderr } = template(...values);
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout, { version: '1.1' })
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
};

/**
 * What the published types of Kubernetes' API say against manifests, one line each as the compiler words it; empty where nothing.
 * As literals they may have no field that the API does not know, which its JSON schemas would let pass.
 */
export const complaintsAbout = (manifests: readonly Manifest[]): string => {
  const types = [...new Map(manifests.map(({ apiVersion, kind }) => [kind, `${apiVersion}/${kind}`]))];
  const source = [
    ...types.map(([kind, module]) => `import type { I${kind} } from 'kubernetes-models/${module}';`),
    `export const manifests: readonly (${types.map(([kind]) => `I${kind}`).join(' | ')})[] = ${JSON.stringify(manifests, undefined, 1)};`,
  ];
  const folder = path(`../.test/manifests-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(`${folder}/manifests.mts`, source.join('\n'));
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
    return spawnSync(process.execPath, [compiler, ...options, 'manifests.mts'], { cwd: folder, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
};
