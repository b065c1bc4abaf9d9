import { mongoForTests } from '@motcua/mongo/testing';
import { readModelsContract } from '@motcua/read-models/testing';
import { afterAll, describe } from 'vitest';
import { mongoReadModels } from './index.ts';

const server = await mongoForTests();
afterAll(() => server.stop());

describe.skipIf(server.url === undefined)('on a real server', () => {
  let url = '';
  const opener = (transactions?: false) => {
    const open = () => mongoReadModels({ url, service: 'tracking', ...(transactions === false && { transactions }) });
    const openNew = () => {
      url = server.fresh();
      return open();
    };
    return { openNew, open };
  };
  const withThem = opener();
  readModelsContract('MongoDB', withThem.openNew, { reopen: withThem.open });
  const without = opener(false);
  readModelsContract('MongoDB without transactions', without.openNew, { reopen: without.open });
});
