import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Msg } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { fieldsOf } from './message.ts';

/** A message as the client hands it over: a view into what came from the socket. */
const messageWith = (fields: string): Msg => {
  const block = Buffer.from(`NATS/1.0\r\n${fields}\r\n`);
  const received = Buffer.concat([block, Buffer.from('{"body":1}')]);
  return { _rdata: new Uint8Array(received), _msg: { hdr: block.length } } as unknown as Msg;
};

test('fields are read as they were written, whatever stands around them', () => {
  const field = fieldsOf(messageWith('ce-id: e-1\r\nMotcua-Metadata: {"actor":"Trần Thị Thử"}\r\nce-time:2026-11-27\r\nempty: \r\n'));
  expect(field?.('ce-id')).toBe('e-1');
  expect(field?.('Motcua-Metadata')).toBe('{"actor":"Trần Thị Thử"}');
  expect(field?.('ce-time')).toBe('2026-11-27');
  expect(field?.('empty')).toBe('');
  expect(field?.('ce-type')).toBe('');
  expect(field?.('body')).toBe('');
});

test('who remembers a stream does not keep the block it was read from', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const remembered = Array.from(
    { length: 2_000 },
    (_, index) =>
      fieldsOf(messageWith(`padding: ${'x'.repeat(8_000)}\r\nce-subject: submission-${String(index).padStart(36, '0')}\r\n`))?.(
        'ce-subject',
      ) ?? '',
  );
  collect();
  const kept = process.memoryUsage().heapUsed - before;
  expect(new Set(remembered).size).toBe(2_000);
  expect(kept / remembered.length).toBeLessThan(1_000);
});
