// Node cannot run decorators by type stripping: the toy's main.ts goes through vite, as in the tests.
import { createServer } from 'vite';

const server = await createServer({
  root: import.meta.dirname,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, ws: false },
  ssr: { resolve: { conditions: ['motcua:source', 'module', 'node'], externalConditions: ['motcua:source', 'node'] } },
  optimizeDeps: { noDiscovery: true },
});
await server.ssrLoadModule('/toy-main.ts');
