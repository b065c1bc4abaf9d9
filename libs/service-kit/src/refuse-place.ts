import { once } from 'node:events';
import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** The folder, or the nearest one above it that is there. */
const nearest = async (folder: string): Promise<string> => {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '') || dirname(folder) === folder) throw error;
    return nearest(dirname(folder));
  }
};

/** Throws where a folder cannot be made or written in, saying why: what a disk answers to who just tries is no clear word, and comes when files are open. */
export const refuseFolder = async (folder: string): Promise<void> => {
  const there = await nearest(resolve(folder));
  if (!(await stat(there)).isDirectory()) throw new Error(`${there} is no folder`);
  await access(there, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw new Error(`${there} cannot be written to: ${codeOf(error) === 'EROFS' ? 'its disk is read-only' : 'others own it'}`);
  });
};

/** Throws where nobody may listen there. Asked before anything is opened, since what is opened is written to; who listens at last may still be refused. */
export const refusePort = async (port: number, host: string): Promise<void> => {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
};
