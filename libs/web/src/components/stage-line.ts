import { type Html, html } from '../html.ts';
import { type Language, say } from '../language.ts';
import { shapes } from './answer.ts';

export interface Stage {
  readonly name: string;
  /** `ended`: it stopped here for good, not at the goal. */
  readonly is: 'done' | 'now' | 'toCome' | 'ended';
}

const spoken = {
  done: { vi: 'đã xong', en: 'done' },
  now: { vi: 'đang ở đây', en: 'now' },
  toCome: { vi: 'chưa đến', en: 'to come' },
  ended: { vi: 'kết thúc ở đây', en: 'ended here' },
} as const;

/** Done, now and to come, by shape and by spoken word. */
export const stageLine = (stages: readonly Stage[], language: Language): Html =>
  html`<ol class="stages">${stages.map(
    (stage) =>
      html`<li class="${stage.is}"><span class="mark">${stage.is === 'done' && shapes.check}${stage.is === 'ended' && shapes.stop}</span>${stage.name} <span class="spoken">(${say(spoken[stage.is], language)})</span></li>`,
  )}</ol>`;
