import { expect, test } from 'vitest';
import { cleanFileName, fileNameFor } from './file-name.ts';

test.each([
  ['giay.jpg', 'image/jpeg', 'giay.jpg'],
  ['giay.JPEG', 'image/jpeg', 'giay.JPEG'],
  ['giay.jpg', 'image/png', 'giay.png'],
  ['giay.pdf.hta', 'application/pdf', 'giay.pdf.pdf'],
  ['setup.exe', 'image/png', 'setup.png'],
  ['giay', 'application/pdf', 'giay.pdf'],
  ['.exe', 'image/png', '.exe.png'],
  ['giay.', 'image/png', 'giay.png'],
] as const)('%s that is %s is called %s', (name, mediaType, wanted) => expect(fileNameFor(name, mediaType)).toBe(wanted));

test('a name is never cut inside a character, and turns no page around', () => {
  expect(cleanFileName(`${'a'.repeat(199)}😀.jpg`)).toBe('a'.repeat(199));
  expect(cleanFileName('a\u202Egpj.exe\r\n\0')).toBe('agpj.exe');
  expect(cleanFileName('\ud83d')).toBe('');
});
