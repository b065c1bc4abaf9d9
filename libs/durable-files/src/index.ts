export { readIfThere, writeDurably } from './durable-file.ts';
export { openSecretFile, SecretRefused } from './secret-file.ts';
