export { type Credentials, credentialsIn, type User, users } from './credentials.ts';
export { type DeclaredDurable, durables } from './durables.ts';
export { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded-server.ts';
export { type Permissions, permissionsOf } from './permissions.ts';
export { freePort } from './ports.ts';
export { type ClusterSettings, type ServerSettings, serverConfig } from './server-config.ts';
export { isAtLeast, oldestServer, versionOf } from './server-version.ts';
export { advisories, applyTopology, declaredStreams, type TopologySizes } from './topology.ts';
