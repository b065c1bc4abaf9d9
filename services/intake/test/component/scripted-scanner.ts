import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Verdict, VirusScanner } from '../../src/application/ports.ts';
import { citizen, counter, openWorld, type World } from './world.ts';

export const found: Verdict = { kind: 'found', signature: 'Motcua.Test.Marker' };
export const clean: Verdict = { kind: 'clean' };
export const none: Verdict = { kind: 'none', reason: 'ECONNREFUSED' };

/** A scanner that says what it is told to, and remembers what it was shown. */
export const scripted = (first: Verdict | ((bytes: Uint8Array) => Verdict)) => {
  let say = first;
  const shown: Uint8Array[] = [];
  const scanner: VirusScanner = {
    scan: async (bytes) => {
      shown.push(bytes);
      return typeof say === 'function' ? say(bytes) : say;
    },
  };
  return {
    scanner,
    shown,
    says: (next: typeof first): void => {
      say = next;
    },
  };
};

export const open = async (options: NonNullable<Parameters<typeof openWorld>[0]>): Promise<World> => {
  const world = await openWorld(options);
  onTestFinished(() => world.stop());
  return world;
};

export const file = async (world: World, uploadId: string): Promise<{ id: string; token: string; documentId: string }> => {
  const documents = [{ code: 'giay-chung-sinh', uploadId }];
  const body = world.body({ documents });
  const { id, tracking } = await world.useCases.fileSubmission({ actor: citizen, idempotencyKey: randomUUID(), body, language: 'vi' });
  const [document] = (await world.useCases.readSubmission(id, counter)).documents;
  return { id, token: tracking.token, documentId: document?.documentId ?? '' };
};
export const stateOf = async (world: World, id: string) => (await world.useCases.readSubmission(id, counter)).documents[0]?.state;
/** A run of the check over everything that has happened. */
export const check = async (world: World): Promise<number> => {
  await world.waiting();
  return world.useCases.checkWaitingPapers();
};
