/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The token of the QR stands in the fragment, which no server sees. This script sends it as a header and shows the answer.

const place = document.querySelector<HTMLElement>('[data-status]');
const waiting = document.querySelector<HTMLElement>('[data-waiting]');
/** Says what changed to who listens, without reading the whole page again. */
const news = document.querySelector<HTMLElement>('[data-news]');
const offline = document.querySelector<HTMLElement>('[data-offline]');
const token = (): string => location.hash.slice(1);
const authorised = (): Record<string, string> => ({ authorization: `Tracking ${token()}` });

/** `crypto.randomUUID` is missing where a phone reaches us over plain HTTP on the local network. */
const newKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Nothing is swapped under somebody's fingers. */
const isBusy = (): boolean => {
  const active = document.activeElement;
  const files = [...(place?.querySelectorAll<HTMLInputElement>('input[type=file]') ?? [])].some((input) => (input.files?.length ?? 0) > 0);
  return files || (active instanceof HTMLElement && active.closest('form') !== null && place?.contains(active) === true);
};

const heading = (): HTMLElement | null => place?.querySelector('h1') ?? null;
/** For the eye and for who listens. */
function goTo(answer: HTMLElement | null, how?: FocusOptions): void {
  if (!answer) return;
  answer.tabIndex = -1;
  answer.focus(how);
}

let shown = '';
/** A change came while somebody was typing; it is shown when they are done. */
let behind = false;

async function show(): Promise<boolean> {
  if (!place) return false;
  const answer = await fetch('/s/view', { method: 'POST', headers: authorised() });
  // Anything else (too many requests, no server behind the proxy) is a page of its own, not a part of this one.
  if (!answer.ok && answer.status !== 404) throw new Error('unavailable');
  const text = await answer.text();
  behind = text !== shown && isBusy();
  if (behind) return answer.ok;
  // What is the same stays, with whatever its reader has unfolded.
  if (text !== shown) {
    const wasAtAnswer = heading()?.matches(':focus') === true;
    place.innerHTML = text;
    if (wasAtAnswer) goTo(heading(), { preventScroll: true });
  }
  shown = text;
  if (waiting) waiting.hidden = true;
  if (offline) offline.hidden = true;
  const title = place.querySelector<HTMLElement>('[data-title]')?.dataset.title;
  if (title) {
    document.title = `${title} – Một Cửa`;
    if (news && news.textContent !== title) news.textContent = title;
  }
  return answer.ok;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One event of the stream means: something changed, look again. */
async function listen(signal: AbortSignal): Promise<void> {
  const answer = await fetch('/api/tracking/v1/status/stream', { headers: authorised(), signal });
  if (!answer.ok || !answer.body) throw new Error(String(answer.status));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const data = [...value.matchAll(/^data:(.*)$/gm)].map(([, text]) => text ?? '').join('');
    if (data === '' || data === seen) continue;
    seen = data;
    await show();
  }
}

async function follow(signal: AbortSignal): Promise<void> {
  for (let wait = 2_000; !signal.aborted; wait = Math.min(wait * 2, 60_000)) {
    try {
      if (!(await show())) return;
      wait = 1_000;
      await listen(signal);
    } catch {
      if (offline && !signal.aborted) offline.hidden = place?.innerHTML === '' ? false : navigator.onLine;
    }
    await pause(wait);
  }
}

async function sendPapers(form: HTMLFormElement, key: string): Promise<Response> {
  const documents: { code: string; uploadId: string }[] = [];
  for (const input of form.querySelectorAll<HTMLInputElement>('input[type=file]')) {
    const file = input.files?.[0];
    if (!file) continue;
    const body = new FormData();
    body.set('file', file);
    const answer = await fetch('/api/intake/v1/uploads', {
      method: 'POST',
      headers: { 'idempotency-key': `${key}-${documents.length}` },
      body,
    });
    if (!answer.ok) return answer;
    const { uploadId } = (await answer.json()) as { uploadId: string };
    documents.push({ code: input.name.replace(/^paper\//, ''), uploadId });
  }
  return send(form.action, key, { documents });
}

const send = (url: string, key: string, body: unknown): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { ...authorised(), 'idempotency-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Retrying after a lost answer sends the same key, so nothing is done twice. */
const keys = new WeakMap<HTMLFormElement, string>();

async function act(form: HTMLFormElement): Promise<void> {
  const key = keys.get(form) ?? newKey();
  keys.set(form, key);
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? '').trim();
  const comment = text('comment');
  const kind = form.dataset.act;
  const answer =
    kind === 'supplement'
      ? await sendPapers(form, key)
      : await send(
          form.action,
          key,
          kind === 'rating' ? { score: Number(text('score')), ...(comment && { comment }) } : { reason: text('reason') },
        );
  const state = form.querySelector<HTMLElement>('[role=status]');
  if (answer.ok) {
    form.reset();
    if (state) state.textContent = form.dataset.done ?? '';
    (document.activeElement as HTMLElement | null)?.blur();
    await pause(700);
    await show();
    // What has changed stands at the top, far above the form that did it. A rating changes nothing there.
    if (kind !== 'rating') goTo(heading());
    return;
  }
  keys.delete(form);
  const problem = (await answer.json().catch(() => ({}))) as { title?: string; titleEn?: string };
  const words = document.documentElement.lang === 'en' ? problem.titleEn : problem.title;
  if (state) state.textContent = words ?? form.dataset.failed ?? '';
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.act === undefined) return;
  event.preventDefault();
  const button = form.querySelector<HTMLButtonElement>('button');
  const state = form.querySelector<HTMLElement>('[role=status]');
  const papers = [...form.querySelectorAll<HTMLInputElement>('input[type=file]')];
  if (papers.length > 0 && papers.every(({ files }) => !files?.length)) {
    if (state) state.textContent = form.dataset.empty ?? '';
    papers[0]?.focus();
    return;
  }
  if (button) button.disabled = true;
  if (state) state.textContent = form.dataset.sending ?? '';
  act(form)
    .catch(() => {
      if (state) state.textContent = form.dataset.failed ?? '';
    })
    .finally(() => {
      if (button) button.disabled = false;
    });
});

document.addEventListener('focusout', () => {
  setTimeout(() => {
    if (behind && !isBusy()) void show().catch(() => undefined);
  });
});

let following = new AbortController();
function start(): void {
  following.abort();
  following = new AbortController();
  const hasToken = /^[\w-]{43}$/.test(token());
  for (const missing of document.querySelectorAll<HTMLElement>('[data-missing]')) missing.hidden = hasToken;
  if (waiting) waiting.hidden = !hasToken;
  if (hasToken) void follow(following.signal);
}
addEventListener('hashchange', start);
start();
