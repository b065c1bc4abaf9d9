// Joins each program of a package with all that it imports into a few files: `node ../../infra/bundle.mjs dist/main.js` writes
// `dist/bundled/main.js`. Two thousand files found, read and linked one by one are half of a start, and every thread keeps the texts of
// its own. `docs/adr/0046-programs-in-one-file.md`
import { basename, relative, resolve } from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';

const programs = process.argv.slice(2).map((file) => resolve(file));
const folder = resolve('dist/bundled');

/** What is loaded only for engines and exporters that are configured, or finds its own files by where it lies. */
const left = [/^mongodb$/, /^@eventstore\//, /^@grpc\//, /^@opentelemetry\//, /^pino$/];

/** A thread that is a program of its own lies beside the bundle. */
const startsProgram = (code) => programs.some((program) => code.includes(`'./${basename(program)}'`));

/** Its own place stays what it was: stylesheets, fonts and small threads are read from beside the module, not from beside the bundle. */
const keepsItsPlace = {
  name: 'keeps-its-place',
  transform: {
    filter: { code: 'import.meta.url' },
    handler(code, id) {
      if (startsProgram(code)) return null;
      const place = JSON.stringify(relative(folder, id));
      return { code: code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`), map: null };
    },
  },
};

const bundle = await rolldown({
  input: programs,
  platform: 'node',
  external: left,
  plugins: [keepsItsPlace],
  // Frameworks name what could be used with them and is not installed; in what is ours nothing may be missing or doubtful.
  onLog(_level, { code, message }) {
    if (!message.includes('node_modules')) throw new Error(`${code}: ${message}`);
  },
});
await bundle.write({
  dir: folder,
  format: 'esm',
  keepNames: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  cleanDir: true,
});
await bundle.close();
