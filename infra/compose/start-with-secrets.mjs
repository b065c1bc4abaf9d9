/**
 * Secrets come as files (Docker and Kubernetes mount them so): a setting `X_FILE` becomes `X` with what the file holds, unless the service
 * itself takes a file; an empty one says nothing, and `X` stays what it is. Then the program starts in this very process, so that signals reach it.
 */
import { readFileSync } from 'node:fs';

const takenAsFiles = [
  'MOTCUA_INTAKE_MASTER_KEY_FILE',
  'MOTCUA_INTAKE_SECRETS_FILE',
  'MOTCUA_WORKFLOW_COMMAND_SECRET_FILE',
  'MOTCUA_NATS_CREDS_FILE',
  'MOTCUA_NATS_NKEY_FILE',
  'MOTCUA_NATS_CA_FILE',
  'MOTCUA_NATS_CERT_FILE',
  'MOTCUA_NATS_KEY_FILE',
];

for (const [name, file] of Object.entries(process.env)) {
  if (!/^(?:MOTCUA_\w+|OTEL_EXPORTER_OTLP_HEADERS)_FILE$/.test(name) || takenAsFiles.includes(name) || !file) continue;
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret !== '') process.env[name.slice(0, -'_FILE'.length)] = secret;
  } catch {
    process.stderr.write(`motcua: ${name}: the file cannot be read\n`);
    process.exit(2);
  }
  delete process.env[name];
}
await import('./program.js');
