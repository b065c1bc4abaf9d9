import { Html, html, type Part } from '../html.ts';

export type Tone = 'plain' | 'good' | 'attention' | 'late';

const shape = (path: string): Html =>
  html`<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;

export const shapes = {
  check: shape('M3 8.5l3.5 3.5L13 4.5'),
  clock: shape('M8 4.5V8l2.5 2M14.5 8a6.5 6.5 0 1 1-13 0a6.5 6.5 0 0 1 13 0'),
  alert: shape('M8 2L15 14H1zM8 6.5v3.5M8 12.2v.1'),
  stop: shape('M4 8h8'),
} as const;

const shapeOf = { plain: shapes.clock, good: shapes.check, attention: shapes.alert, late: shapes.alert } as const;

/** Longer ones are set a little smaller, so that what to do now stays on the first screen of a phone. */
const longAnswer = 80;

/** The one sentence that answers, large and alone. `quoted`: what an officer wrote, which is Vietnamese in whatever language the page is read aloud. */
export const answer = (sentence: string, kicker?: Part, quoted = ''): Html => {
  const isLong = sentence.length + quoted.length > longAnswer;
  return html`${kicker && html`<p class="kicker">${kicker}</p>`}<h1 class="answer${isLong && ' long'}">${sentence}${quoted !== '' && html` <span lang="vi">${quoted}</span>`}</h1>`;
};

/** What the person does now, in words. */
export const todo = (sentence: Part): Html => html`<p class="todo">${sentence}</p>`;

/** What the person does now, as a way to go. */
export const callToAction = (label: string, href: string, plain = false): Html =>
  html`<a class="act${plain && ' plain'}" href="${href}">${label}</a>`;

export const button = (label: string, plain = false): Html => html`<button class="act${plain && ' plain'}">${label}</button>`;

/** A word with its shape and colour: none of the three is alone. */
export const word = (text: Part, tone: Tone): Html => html`<span class="word ${tone}">${shapeOf[tone]}<span>${text}</span></span>`;

export const notice = (body: Part, tone: Tone = 'plain', title?: string): Html =>
  html`<div class="notice ${tone}">${title !== undefined && html`<h2>${title}</h2>`}${body}</div>`;

export const section = (title: string, body: Part): Html => html`<section><h2>${title}</h2>${body}</section>`;

/** Names and values; entries without a value are left out. */
export const facts = (entries: readonly (readonly [string, Part])[]): Html =>
  html`<dl class="facts">${entries
    .filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '')
    .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
