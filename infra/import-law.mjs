// The import law: who may import whom. `npm run law` prints how many modules it looked at, and fails on fewer than 50 (a checker
// that sees nothing finds nothing) or on any violation. Runs under TypeScript 6: dependency-cruiser sees no modules under 7.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cruise } from 'dependency-cruiser';

const fewest = 50;
const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..'));

/** Places where the framework may be seen. */
const rim = [
  '^services/[^/]+/src/(http|messaging)/',
  '\\.module\\.ts$',
  '^services/[^/]+/src/main\\.ts$',
  '^libs/service-kit/',
  '^libs/bus-nats/src/.*strategy[^/]*\\.ts$',
  '^infra/(standalone|trial-issuer)/',
];
const tests = '(\\.spec\\.ts$|/test/|^tests/|^bench/|vitest\\.(config|shared|nats)\\.ts$)';

/** @param name what a violation is called; @param comment why it is a law */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** Everything these sources may import; anything else of the project or of npm is a violation. */
const only = (name, comment, path, allowed, more = {}) => forbid(name, comment, { path, pathNot: [tests] }, { pathNot: allowed, ...more });

const lib = (...names) => names.map((name) => `^libs/${name}/`);
const npm = (...names) => names.map((name) => `^node_modules/${name}/`);

const forbidden = [
  forbid(
    'no-cycles',
    'Two modules that need each other are one module.',
    { pathNot: tests },
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
  forbid('resolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
  forbid(
    'nest-at-the-rim',
    'Domain, application and projections are plain TypeScript.',
    { pathNot: [...rim, tests] },
    { path: '^node_modules/(@nestjs/|fastify/|@fastify/|reflect-metadata/)' },
  ),
  only('contracts', 'Contracts depend on zod only.', '^libs/contracts/src/', ['^libs/contracts/', ...npm('zod')]),
  only('es', 'The port needs nothing at run time; the codec needs zod.', '^libs/es/src/(?!testing)', [
    '^libs/es/',
    ...lib('contracts'),
    ...npm('zod', 'lru-cache'),
    '^node:crypto$',
    '^crypto$',
  ]),
  only('bus', 'The port needs nothing but the words it is written in.', '^libs/bus/src/(?!testing)', [
    '^libs/bus/',
    ...lib('contracts', 'es'),
  ]),
  only('read-models', 'The port and its runner know no database.', '^libs/read-models/src/(?!testing)', [
    '^libs/read-models/',
    ...lib('contracts', 'es', 'bus'),
    ...npm('zod', 'lru-cache'),
    '^(node:)?(crypto|timers/promises|events)$',
  ]),
  only('legal-clock', 'Working time is arithmetic.', '^libs/legal-clock/src/', [
    '^libs/legal-clock/',
    ...lib('contracts'),
    ...npm('zod', 'luxon', '@js-temporal/polyfill'),
  ]),
  forbid(
    'libs-below-services',
    'Libraries know no service.',
    { path: '^(libs|infra/(nats|demo|trial-issuer))/[^/]*/?src/' },
    { path: '^services/' },
  ),
  forbid(
    'services-apart',
    'Services meet in the contracts and on the bus.',
    { path: '^services/([^/]+)/' },
    { path: '^services/', pathNot: '^services/$1/' },
  ),
  only('domain', 'Pure: no clock, no I/O, no framework.', '^services/[^/]+/src/domain/', [
    '^services/[^/]+/src/domain/',
    // Of sealing only what is pure: masks, hashes, codes. Keys and sealed texts come in from outside.
    ...lib('contracts', 'es', 'legal-clock', 'sealing'),
    ...npm('zod'),
  ]),
  forbid(
    'domain-es-core',
    'A decider knows events and rejections, never a store.',
    { path: '^services/[^/]+/src/domain/', pathNot: tests },
    { path: '^libs/es/src/testing' },
  ),
  only(
    'projections',
    'Pure folds over published events; of the use cases only their words.',
    '^services/[^/]+/src/projections/',
    [
      '^services/[^/]+/src/projections/',
      '^services/[^/]+/src/domain/',
      ...lib('contracts', 'es', 'read-models', 'sealing', 'legal-clock'),
      ...npm('zod'),
    ],
    { dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'projections-no-deciders',
    'A projection folds what happened; it never decides.',
    { path: '^services/[^/]+/src/projections/', pathNot: tests },
    { path: '\\.decider\\.ts$' },
  ),
  forbid(
    'application',
    'Use cases know ports, not adapters and not the rim.',
    { path: '^services/[^/]+/src/application/', pathNot: tests },
    {
      path: [
        '^services/[^/]+/src/(http|messaging|adapters)/',
        '^libs/(es-sqlite|es-kurrentdb|bus-nats|read-models-sqlite|read-models-mongo|keys-mongo|blobs-gridfs|mongo|engines|telemetry|service-kit|web)/',
      ],
    },
  ),
  forbid(
    'adapters-behind-ports',
    'Only a module file is where a port meets its adapter.',
    { path: '^services/[^/]+/src/(domain|application|projections|http)/', pathNot: tests },
    { path: '^libs/(es-sqlite|es-kurrentdb|read-models-sqlite|read-models-mongo|keys-mongo|blobs-gridfs|mongo|engines)/' },
  ),
  only('durable-files', 'A file that is whole or not there knows nothing of what is in it.', '^libs/durable-files/src/', [
    '^libs/durable-files/',
    '^(node:)?(crypto|fs/promises|path)$',
  ]),
  only('sqlite', 'The opening knows Node’s SQLite and its threads, and nothing of what is kept there.', '^libs/sqlite/src/', [
    '^libs/sqlite/',
    '^(node:)?(sqlite|events|worker_threads)$',
  ]),
  only('mongo', 'The connection knows the driver, and nothing of what is kept there.', '^libs/mongo/src/(?!testing)', [
    '^libs/mongo/',
    ...npm('mongodb'),
    '^(node:)?(crypto|timers/promises)$',
  ]),
  only('read-models-mongo', 'An adapter knows its port, never another adapter.', '^libs/read-models-mongo/src/', [
    '^libs/read-models-mongo/',
    ...lib('mongo', 'read-models', 'bus', 'contracts'),
    ...npm('mongodb'),
    '^(node:)?crypto$',
  ]),
  only('keys-mongo', 'An adapter knows its port, never another adapter.', '^libs/keys-mongo/src/', [
    '^libs/keys-mongo/',
    ...lib('mongo', 'keys', 'es', 'sealing'),
    ...npm('mongodb'),
    '^(node:)?crypto$',
  ]),
  only('blobs-gridfs', 'An adapter knows its port, never another adapter.', '^libs/blobs-gridfs/src/', [
    '^libs/blobs-gridfs/',
    ...lib('mongo', 'blobs', 'es'),
    ...npm('mongodb'),
    '^(node:)?crypto$',
  ]),
  only('engines', 'Ports, the adapters that the configuration may name, and nothing that is done with them.', '^libs/engines/src/', [
    '^libs/engines/',
    ...lib(
      'contracts',
      'es',
      'bus',
      'read-models',
      'telemetry',
      'es-sqlite',
      'es-kurrentdb',
      'bus-nats',
      'read-models-sqlite',
      'read-models-mongo',
    ),
    ...npm('zod'),
    '^(node:)?(path|fs/promises)$',
  ]),
  only('telemetry', 'Decorators know the ports they go round, never an adapter.', '^libs/telemetry/src/(?!testing)', [
    '^libs/telemetry/',
    ...lib('contracts', 'es', 'bus', 'read-models'),
    ...npm('@opentelemetry'),
    '^(node:)?crypto$',
  ]),
  forbid(
    'driver-behind-adapters',
    'MongoDB is one choice of several.',
    { path: '^(libs|services|infra)/', pathNot: ['^libs/(mongo|read-models-mongo|keys-mongo|blobs-gridfs)/', tests] },
    { path: '^node_modules/mongodb/' },
  ),
  forbid(
    'own-store-only',
    'An adapter knows its port, never another adapter.',
    { path: '^libs/es-sqlite/' },
    { path: '^libs/(bus-nats|es-kurrentdb|read-models-sqlite|service-kit|web)/' },
  ),
  only('es-kurrentdb', 'The port, the server’s client and what its messages are made of.', '^libs/es-kurrentdb/src/', [
    '^libs/es-kurrentdb/src/',
    ...lib('es'),
    ...npm('@eventstore/db-client', '@grpc/grpc-js', 'lru-cache'),
    '^(node:)?(crypto|timers/promises)$',
  ]),
  forbid(
    'own-models-only',
    'An adapter knows its port, never another adapter.',
    { path: '^libs/read-models-sqlite/' },
    { path: '^libs/(bus-nats|es-sqlite|es-kurrentdb|service-kit|web)/' },
  ),
  forbid(
    'own-bus-only',
    'An adapter knows its port, never another adapter.',
    { path: '^libs/bus-nats/src/', pathNot: tests },
    { path: '^libs/(es-sqlite|es-kurrentdb|read-models-sqlite|service-kit|web)/' },
  ),
  forbid(
    'kit-knows-no-adapter',
    'The rim serves any adapter.',
    { path: '^libs/service-kit/' },
    {
      path: '^libs/(es-sqlite|es-kurrentdb|read-models-sqlite|read-models-mongo|keys-mongo|blobs-gridfs|mongo|engines|bus-nats|web|keys|blobs|sealing)/',
    },
  ),
  forbid(
    'tests-stay-out',
    'Nothing that ships imports a test or a benchmark.',
    { pathNot: [tests, 'testing'] },
    { path: '(\\.spec\\.ts$|^(libs|services|infra)/[^/]+/test/|^(tests|bench)/)' },
  ),
];

/** Only what is there yet: the tree grows. */
const places = ['libs', 'services', 'infra', 'tests', 'bench'].flatMap((place) =>
  existsSync(join(root, place))
    ? readdirSync(join(root, place), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(root, place, entry.name, 'src')))
        .map((entry) => `${place}/${entry.name}/src`)
    : [],
);

const { version } = JSON.parse(readFileSync(createRequire(pathToFileURL(join(root, 'x.js'))).resolve('typescript/package.json'), 'utf8'));
if (!version.startsWith('6.')) {
  process.stderr.write(`import law: needs TypeScript 6, found ${version}\n`);
  process.exit(2);
}

process.chdir(root);
const { output } = await cruise(
  places,
  {
    baseDir: root,
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['(^|/)dist/'] },
    tsPreCompilationDeps: true,
    ruleSet: { forbidden },
    validate: true,
    combinedDependencies: true,
    tsConfig: { fileName: join(root, 'tsconfig.base.json') },
  },
  {
    conditionNames: ['motcua:source', 'import', 'node', 'default', 'types'],
    exportsFields: ['exports'],
    extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
  },
);

const own = output.modules.filter(({ source }) => /^(libs|services|infra|tests|bench)\//.test(source));
const { violations } = output.summary;
for (const { rule, from, to, cycle } of violations) {
  const law = forbidden.find(({ name }) => name === rule.name);
  const way = cycle ? cycle.map(({ name }) => name).join(' → ') : to;
  process.stdout.write(`${rule.name}: ${from} → ${way}\n    ${law?.comment ?? ''}\n`);
}
process.stdout.write(`import law: ${own.length} modules, ${forbidden.length} rules, ${violations.length} violations\n`);
if (own.length < fewest) process.stdout.write(`import law: fewer than ${fewest} modules; the checker is blind\n`);
process.exit(own.length < fewest || violations.length > 0 ? 1 : 0);
