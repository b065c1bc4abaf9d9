/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Without this script the form is complete: every section is shown. With it, what does not apply is put away.

type When = { all: { name: string; in?: (string | number | boolean)[]; exists?: boolean }[] };

const form = document.querySelector<HTMLFormElement>('form[data-filing]');

/** What stands under a name: the value of its input, or any value of its parts. */
function valuesAt(data: FormData, name: string): string[] {
  const found: string[] = [];
  for (const [key, value] of data.entries()) {
    const isPart = key === name || key.startsWith(`${name}/`) || key.startsWith(`${name}#`);
    if (isPart && typeof value === 'string' && value.trim() !== '') found.push(value);
  }
  return found;
}

function holds(when: When, data: FormData): boolean {
  return when.all.every(({ name, in: values, exists }) => {
    const found = valuesAt(data, name);
    if (exists !== undefined && found.length > 0 !== exists) return false;
    return values === undefined || values.some((value) => found.includes(String(value)));
  });
}

function arrange(of: HTMLFormElement): void {
  // What is put away does not count for what hangs on it, so later fields see the fields before them as they now are.
  for (const part of of.querySelectorAll<HTMLElement>('[data-when]')) {
    const isShown = holds(JSON.parse(part.dataset.when ?? '{"all":[]}') as When, new FormData(of));
    part.hidden = !isShown;
    for (const input of part.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input,select,textarea')) input.disabled = !isShown;
  }
  for (const group of of.querySelectorAll<HTMLElement>('fieldset.group,details.fold')) {
    const fields = [...group.querySelectorAll<HTMLElement>('.field')];
    group.hidden = fields.length > 0 && fields.every(({ hidden }) => hidden);
    for (const maybe of group.querySelectorAll<HTMLElement>(':scope > legend .maybe')) maybe.hidden = true;
  }
}

if (form) {
  // What is folded because it may not apply is shown by itself where it does.
  for (const fold of form.querySelectorAll<HTMLDetailsElement>('details[data-unfold]')) {
    fold.open = true;
    fold.classList.add('unfolded');
  }
  arrange(form);
  form.addEventListener('change', () => arrange(form));
  form.addEventListener('submit', () => {
    const send = form.querySelector<HTMLButtonElement>('button.act');
    const state = form.querySelector<HTMLElement>('[data-sending]');
    if (send) send.disabled = true;
    if (state) state.hidden = false;
  });
  // Back from the next page: the button must work again.
  addEventListener('pageshow', () => {
    for (const send of form.querySelectorAll<HTMLButtonElement>('button.act')) send.disabled = false;
    for (const state of form.querySelectorAll<HTMLElement>('[data-sending]')) state.hidden = true;
  });
}
document.querySelector<HTMLElement>('.mistakes')?.focus();
