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
    await begun.end('SIGKILL');
    for (const { output, service } of begun.instances)
      expect(`${service} ${output.join('')}`).not.toMatch(/is locked|is busy|could not start/i);
  },
);
