import { ProcedureDefinition } from '@motcua/contracts';
import { demoProcedures } from '@motcua/demo';
import { beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

const publish = (code: string, words: string[] = []): void => {
  const definition = ProcedureDefinition.parse({ ...demoProcedures[0], code, words });
  world.catalogue.take([{ kind: 'procedure', version: 1, definition }]);
};
const codes = ({ items }: ReturnType<World['useCases']['findProcedures']>) => items.map(({ code }) => code);

test('a list goes on after where it stood, whatever is published meanwhile', () => {
  const first = world.useCases.findProcedures({}, { limit: 2 });
  expect([codes(first), first.next]).toEqual([['1.001193', '1.001612'], { rank: 0, code: '1.001612' }]);
  publish('1.000001');
  publish('3.000001');
  const second = world.useCases.findProcedures({}, { limit: 2, after: first.next });
  expect([codes(second), second.next]).toEqual([['2.000635', '3.000001'], undefined]);
});

test('a search gives whole phrases first, and goes on through both ranks', () => {
  publish('0.000001', ['giay cho con, khai sinh']);
  const found: string[] = [];
  let page = world.useCases.findProcedures({ q: 'khai sinh cho con' }, { limit: 1 });
  found.push(...codes(page));
  publish('0.000002', ['giay cho con, khai sinh']);
  publish('0.000000', ['khai sinh cho con']);
  while (page.next) {
    page = world.useCases.findProcedures({ q: 'khai sinh cho con' }, { limit: 1, after: page.next });
    found.push(...codes(page));
  }
  expect(found).toEqual(['1.001193', '0.000001', '0.000002']);
});
