import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptance, acceptanceIsHere } from '../../src/acceptance.ts';
import { livesOfADossier } from '../../src/life.ts';
import { everythingVerifies } from '../../src/oracle.ts';
import { SplitSystem } from '../../src/split-system.ts';

describe.each([1, 2])('four services as processes of their own, %i of each', (instances) => {
  let system: SplitSystem;

  beforeAll(async () => {
    system = await SplitSystem.start(instances);
  });
  afterAll(() => system?.dispose());

  livesOfADossier(() => system);

  test.runIf(acceptanceIsHere)('the main job is accepted from outside', async () => {
    const { code, output } = await acceptance(system.url);
    expect(output).toMatch(/^20 passed, 0 failed$/m);
    expect(code).toBe(0);
  });

  test('all of them end cleanly, and what they leave is whole', async () => {
    expect(await system.end('SIGTERM')).toEqual(system.instances.map(() => 0));
    await everythingVerifies(system, 3);
  });
});
