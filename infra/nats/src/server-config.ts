import { services } from '@motcua/contracts';
import type { Credentials } from './credentials.ts';
import { permissionsOf } from './permissions.ts';

export interface ServerSettings {
  readonly port: number;
  readonly monitorPort: number;
  readonly storeDir: string;
  readonly pidFile: string;
  readonly credentials: Credentials;
}

const list = (subjects: readonly string[]): string => `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`;

const serviceUser = (service: (typeof services)[number], password: string): string => {
  const { publish, subscribe } = permissionsOf(service);
  return `    { user: ${service}, password: "${password}", permissions: { publish: { allow: ${list(publish)} }, subscribe: { allow: ${list(subscribe)} } } }`;
};

/**
 * nats-server's own configuration language; listens on loopback only. No `allow_responses`: with it the server keeps the reply subject of every single
 * delivery for its time and walks through all of them at each further one, which costs more than all the rest of its work.
 * An append of 512 KiB must fit one message with its headers.
 */
export const serverConfig = ({ port, monitorPort, storeDir, pidFile, credentials }: ServerSettings): string =>
  `server_name: motcua
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitorPort}"
pid_file: ${JSON.stringify(pidFile)}
max_payload: 1MB
max_pending: 64MB
write_deadline: "10s"
jetstream { store_dir: ${JSON.stringify(storeDir)}, max_memory_store: 64MB, max_file_store: 4GB }
authorization {
  users: [
    { user: operator, password: "${credentials.operator}", permissions: { publish: { allow: ["$JS.API.>", "motcua.probe"] }, subscribe: { allow: ["_INBOX_operator.>", "$JS.EVENT.ADVISORY.>"] } } }
${services.map((service) => serviceUser(service, credentials[service])).join('\n')}
  ]
}
`;
