import { maskPhone } from '@motcua/sealing';
import { answer, type Html, html, type Language, type Part, pageAnswer, say, section, todo } from '@motcua/web';
import { type Conversation, conversationsOf, type InboxItem } from '../../application/inbox.ts';
import { fullMoment } from '../../domain/wording/moment.ts';

const words = {
  title: { vi: 'Hộp thư thử', en: 'Trial inbox' },
  lead: { vi: 'Tin nhắn mà điện thoại của người dân sẽ nhận được.', en: "What citizens' phones would receive." },
  kicker: { vi: 'Trang này chỉ có trong bản dùng thử', en: 'This page exists in a trial only' },
  empty: {
    vi: 'Chưa có tin nhắn nào. Nộp một hồ sơ, tin sẽ hiện ở đây.',
    en: 'No messages yet. File a dossier and they appear here.',
  },
  newest: { vi: 'Tin mới nhất ở trên.', en: 'Newest first.' },
  zalo: { vi: 'Zalo', en: 'Zalo' },
  sms: { vi: 'Tin nhắn SMS', en: 'SMS' },
  delivered: { vi: 'điện thoại đã nhận', en: 'on the phone' },
  sent: { vi: 'đang gửi', en: 'on its way' },
} as const;

/** A citizen's link is a link on the phone too; everything else is text, line by line. */
const spoken = (text: string): Part =>
  text
    .split('\n')
    .map((line, i) => [
      i > 0 && html`<br>`,
      line.split(/(https?:\/\/[^\s<>"]+)/).map((part, j) => (j % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : part)),
    ]);

const bubble = (item: InboxItem, language: Language): Html => {
  const at = new Date(item.at).toISOString();
  const state = say(item.delivered ? words.delivered : words.sent, language);
  return html`<li class="notice"><p>${spoken(item.text)}</p><p class="quiet small"><time datetime="${at}">${fullMoment(at, language)}</time> · ${state}</p></li>`;
};
const conversation = ({ provider, to, messages }: Conversation, language: Language): Html =>
  section(
    `${say(provider === 'zalo' ? words.zalo : words.sms, language)} ${maskPhone(to)}`,
    html`<ol class="stack">${messages.map((message) => bubble(message, language))}</ol>`,
  );

/** The phones of a trial, each as a conversation; numbers are masked even here. */
export const inboxPage = (items: readonly InboxItem[], language: Language) =>
  pageAnswer({
    title: say(words.title, language),
    language,
    current: '/hop-thu',
    main: html`<div>${answer(say(words.lead, language), say(words.kicker, language))}${todo(
      say(items.length === 0 ? words.empty : words.newest, language),
    )}</div>${conversationsOf(items).map((one) => conversation(one, language))}`,
  });
