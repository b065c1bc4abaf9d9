import { expect, test } from 'vitest';
import { maskName, maskPhone } from './masking.ts';

test.each([
  ['Trần Thị Thử An', 'T. T. T. An'],
  ['Nguyễn Văn An', 'N. V. An'],
  ['  đỗ   Ánh ', 'Đ. Ánh'],
  ['An', 'A.'],
  ['𠮷野 家', '𠮷. 家'],
  ['Ly\u202Eng\u0000Anh', 'L. N. Anh'],
  ['', ''],
])('%s → %s', (name, masked) => expect(maskName(name)).toBe(masked));

test('a decomposed name is masked like a composed one', () => {
  expect(maskName('Ầu Thị Ế'.normalize('NFD'))).toBe('Ầ. T. Ế');
});

test.each([
  ['+84912345678', '09•• ••• 678'],
  ['+33612345678', '•••• ••• 678'],
])('%s keeps enough to be recognised: %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));
