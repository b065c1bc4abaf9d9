import { type Html, html, type Part } from '../html.ts';

export interface PaperLine {
  readonly name: string;
  readonly note?: Part;
  /** How it is owed: "Nộp bản chính". */
  readonly owed?: string;
}

export const papers = (lines: readonly PaperLine[]): Html =>
  html`<ul class="papers">${lines.map(
    ({ name, note, owed }) =>
      html`<li><b>${name}</b>${note && html`<small>${note}</small>`}${owed !== undefined && html`<span class="tag">${owed}</span>`}</li>`,
  )}</ul>`;

export interface FeeLine {
  readonly name: string;
  readonly sum: string;
  readonly note?: string;
}

export const fees = (lines: readonly FeeLine[]): Html =>
  html`<ul class="fees">${lines.map(
    ({ name, sum, note }) =>
      html`<li><span><b>${name}</b>${note !== undefined && html`<small>${note}</small>`}</span><span class="sum">${sum}</span></li>`,
  )}</ul>`;

export interface Card {
  readonly href: string;
  readonly name: string;
  readonly note: string;
}

export const cards = (entries: readonly Card[]): Html =>
  html`<ul class="cards">${entries.map(({ href, name, note }) => html`<li><a href="${href}"><b>${name}</b><small>${note}</small></a></li>`)}</ul>`;

export const steps = (entries: readonly { readonly name: string; readonly note?: string }[]): Html =>
  html`<ol class="steps">${entries.map(({ name, note }) => html`<li>${name}${note !== undefined && html`<small>${note}</small>`}</li>`)}</ol>`;
