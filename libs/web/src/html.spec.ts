import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute, html } from './index.ts';

test('whatever a person typed stays text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', ' ', '`', '=') }), (text) => {
      const inside = html`<p title="${text}">${[text]}</p>`.toString();
      expect(inside).toMatch(/^<p title="[^"<>']*">[^<>"']*<\/p>$/);
      expect(
        inside.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
      ).toBe(`<p title="${text}">${text}</p>`);
    }),
  );
});

test('nothing is nothing, nested templates stay HTML', () => {
  expect(html`<p>${undefined}${null}${false}${0}${html`<b>${'<'}</b>`}</p>`.toString()).toBe('<p>0<b>&lt;</b></p>');
  expect(html`<i${attribute('id', 'a"b')}${attribute('hidden', true)}${attribute('x', false)}>`.toString()).toBe(
    '<i id="a&quot;b" hidden>',
  );
});
