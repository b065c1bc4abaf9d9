import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isReceiptSigned, isZaloSigned } from './webhook-signature.ts';

const now = Date.parse('2026-11-23T09:00:00+07:00');
const seconds = Math.floor(now / 1000);
const body = Buffer.from('{"receipts":[]}');
const sign = (secret: string, t: number): string => `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`;

describe('a receipt', () => {
  test('is believed with the right signature only', () => {
    expect(isReceiptSigned('s', sign('s', seconds), body, now)).toBe(true);
    expect(isReceiptSigned('s', sign('other', seconds), body, now)).toBe(false);
    expect(isReceiptSigned('s', sign('s', seconds), Buffer.from('{"receipts":[1]}'), now)).toBe(false);
    expect(isReceiptSigned('s', '', body, now)).toBe(false);
    expect(isReceiptSigned(undefined, sign('', seconds), body, now)).toBe(false);
  });
  test('is not believed for ever', () => {
    expect(isReceiptSigned('s', sign('s', seconds - 301), body, now)).toBe(false);
    expect(isReceiptSigned('s', sign('s', seconds + 301), body, now)).toBe(false);
  });
});

test('a Zalo event is signed over its bytes and its time', () => {
  const zalo = { appId: '42', secret: 'oa' };
  const event = Buffer.from(`{"event_name":"user_send_text","timestamp":"${now}"}`);
  const mac = `mac=${createHash('sha256').update('42').update(event).update(String(now)).update('oa').digest('hex')}`;
  expect(isZaloSigned(zalo, mac, event, now)).toBe(true);
  expect(isZaloSigned({ ...zalo, secret: 'x' }, mac, event, now)).toBe(false);
  expect(isZaloSigned(zalo, mac, event, now + 600_000)).toBe(false);
  expect(isZaloSigned(undefined, mac, event, now)).toBe(false);
});
