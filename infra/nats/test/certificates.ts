import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, type X509Certificate, X509CertificateGenerator } from '@peculiar/x509';

type KeyPair = Awaited<ReturnType<typeof newKeys>>;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const pemOf = async ({ privateKey }: KeyPair): Promise<string> => {
  const lines = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey))
    .toString('base64')
    .match(/.{1,64}/g);
  return `-----BEGIN PRIVATE KEY-----\n${lines?.join('\n')}\n-----END PRIVATE KEY-----\n`;
};

export interface Issued {
  readonly certFile: string;
  readonly keyFile: string;
}
export interface Authority {
  readonly caFile: string;
  /** For `localhost` and 127.0.0.1; `notAfter` default in an hour. */
  issue(name: string, notAfter?: Date): Promise<Issued>;
}

const hours = (n: number): Date => new Date(Date.now() + n * 3_600_000);

/** A certificate authority that lives for one test; its key is never written. */
export const startAuthority = async (dir: string, name: string): Promise<Authority> => {
  mkdirSync(dir, { recursive: true });
  const keys = await newKeys();
  const ca: X509Certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: hours(-2),
    notAfter: hours(1),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const caFile = join(dir, `${name}.pem`);
  writeFileSync(caFile, ca.toString('pem'));
  return {
    caFile,
    async issue(subject, notAfter = hours(1)) {
      const own = await newKeys();
      const certificate = await X509CertificateGenerator.create({
        subject: `CN=${subject}`,
        issuer: ca.subject,
        notBefore: hours(-2),
        notAfter,
        signingAlgorithm: algorithm,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new SubjectAlternativeNameExtension([
            { type: 'dns', value: 'localhost' },
            { type: 'ip', value: '127.0.0.1' },
          ]),
        ],
      });
      const [certFile, keyFile] = [join(dir, `${name}-${subject}.pem`), join(dir, `${name}-${subject}.key`)];
      writeFileSync(certFile, certificate.toString('pem'));
      writeFileSync(keyFile, await pemOf(own), { mode: 0o600 });
      return { certFile, keyFile };
    },
  };
};
