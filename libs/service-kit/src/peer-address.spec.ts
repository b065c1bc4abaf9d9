import { describe, expect, test } from 'vitest';
import { countedAddress, networksOf, plainAddress } from './peer-address.ts';

describe('whom limits count', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    // Not mapped, only alike.
    ['::1:ffff:203.0.113.7', '0:0:0:0::/64'],
    ['somebody', 'somebody'],
  ])('%s counts as %s', (address, counted) => expect(countedAddress(address)).toBe(counted));

  test('neighbouring networks and IPv4 addresses stay apart', () => {
    expect(countedAddress('2001:db8:1:2::1')).not.toBe(countedAddress('2001:db8:1:3::1'));
    expect(countedAddress('::ffff:203.0.113.7')).not.toBe(countedAddress('::ffff:203.0.113.8'));
  });
});

test('an IPv4 address over an IPv6 socket is plain', () => {
  expect(plainAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
  expect(plainAddress('2001:db8::1')).toBe('2001:db8::1');
});

describe('networks', () => {
  const inside = (text: string, address: string) => networksOf(text)?.(address);
  test('hold addresses of both families, mapped ones too', () => {
    expect(inside('127.0.0.0/8, ::1', '127.9.9.9')).toBe(true);
    expect(inside('127.0.0.0/8, ::1', '::ffff:127.0.0.1')).toBe(true);
    expect(inside('127.0.0.0/8, ::1', '::1')).toBe(true);
    expect(inside('127.0.0.0/8, ::1', '10.0.0.1')).toBe(false);
    expect(inside('2001:db8::/32', '2001:db8:ffff::1')).toBe(true);
    expect(inside('10.0.0.0/8', 'somebody')).toBe(false);
  });
  test.each(['', 'here', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', '::/129', '10.0.0.1,'])('%o are none', (text) =>
    expect(networksOf(text)).toBeUndefined(),
  );
});
