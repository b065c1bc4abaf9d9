import { expect, test } from 'vitest';
import { alsoTelling, createLogger } from './logger.ts';

const logged = (log: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> => {
  let line = '';
  log(
    createLogger('info', {
      write(text: string) {
        line = text;
      },
    }),
  );
  return JSON.parse(line) as Record<string, unknown>;
};

test('fields that are not on the list never reach the log', () => {
  const line = logged((logger) =>
    logger.child({ service: 'intake', applicant: 'Trần Thị Thử' }).info('filed', { position: 7, phone: '0912345678' }),
  );
  expect(line).toMatchObject({ service: 'intake', position: 7, msg: 'filed' });
  expect(JSON.stringify(line)).not.toMatch(/Trần|0912345678/);
});

test('an error is logged by name and place, without its message', () => {
  const line = logged((logger) =>
    logger.error('failed', { cause: new RangeError('0912345678', { cause: new TypeError('099123456789') }) }),
  );
  expect(line).toMatchObject({ error: 'RangeError', reason: 'TypeError' });
  expect(line.stack).toContain('logger.spec');
  expect(JSON.stringify(line)).not.toMatch(/0912345678|099123456789/);
});

test('what is told elsewhere is what is logged: listed fields, those of the parents too, and never a message of an error', () => {
  const told: unknown[] = [];
  const line = logged((logger) =>
    alsoTelling(logger, (...of) => told.push(of))
      .child({ service: 'intake', applicant: 'Trần Thị Thử' })
      .warn('filed', { position: 7, phone: '0912345678', cause: new RangeError('099123456789') }),
  );
  expect(line).toMatchObject({ service: 'intake', position: 7, error: 'RangeError' });
  expect(told).toEqual([['warn', 'filed', { service: 'intake', position: 7, error: 'RangeError', stack: line.stack }]]);
  expect(JSON.stringify(told)).not.toMatch(/Trần|0912345678|099123456789/);
});
