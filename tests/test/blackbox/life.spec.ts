import { afterAll, beforeAll } from 'vitest';
import { livesOfADossier } from '../../src/life.ts';
import { System } from '../../src/system.ts';

let system: System;

beforeAll(async () => {
  system = await System.start();
});
afterAll(() => system.dispose());

livesOfADossier(() => system);
