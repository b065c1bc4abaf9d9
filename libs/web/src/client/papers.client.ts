/// <reference lib="dom" />
// Shows a chosen photo before it is sent, so that a blurred one is seen at home and not at the counter. Without this script the browser names the file.

const largest = 20 * 1024 * 1024;
/** What is drawn of one input, to be let go when another file is chosen. */
const drawn = new WeakMap<HTMLInputElement, HTMLImageElement>();

function preview(input: HTMLInputElement): void {
  const before = drawn.get(input);
  if (before) {
    URL.revokeObjectURL(before.src);
    before.remove();
    drawn.delete(input);
  }
  const file = input.files?.[0];
  const tooLarge = input.closest('.paper')?.querySelector<HTMLElement>('[data-large]');
  if (tooLarge) tooLarge.hidden = (file?.size ?? 0) <= largest;
  if (!file?.type.startsWith('image/')) return;
  const image = new Image();
  image.className = 'preview';
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  input.after(image);
  drawn.set(input, image);
}

document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement && target.type === 'file') preview(target);
});
