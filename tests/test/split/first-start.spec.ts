import { services } from '@motcua/contracts';
import { afterEach, expect, test } from 'vitest';
import { SplitSystem } from '../../src/split-system.ts';

let system: SplitSystem | undefined;
afterEach(async () => {
  await system?.dispose();
  system = undefined;
});

const rounds = [1, 2, 3, 4, 5];

test.each(rounds)(
  'round %i: two instances of each service that start at the same moment on empty folders lay them out together',
  async () => {
    system = await SplitSystem.prepare();
    const begun = system;
    await Promise.all([...services, ...services].map((service) => begun.startInstance(service)));
    await begun.everyoneAnswers();
    // Some are asked to end before they have come to listen for it; none has ended by itself.
    await begun.end('SIGTERM');
    for (const { process: child, output, service } of begun.instances) {
      const said = `${service} ${output.join('')}`;
      expect([0, null], said).toContain(child.exitCode);
      expect(said).not.toMatch(/locked|busy|could not start/i);
    }
  },
);
