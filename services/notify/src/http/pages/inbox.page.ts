import { maskPhone } from '@motcua/sealing';
import { escapeHtml } from '@motcua/service-kit';
import { type Conversation, conversationsOf, type InboxItem } from '../../application/inbox.ts';
import { fullMoment } from '../../domain/wording/moment.ts';

type Language = 'vi' | 'en';
const words = {
  vi: {
    title: 'Hộp thư thử',
    lead: 'Những gì điện thoại của người dân sẽ nhận được. Trang này chỉ có trong bản dùng thử.',
    empty: 'Chưa có tin nhắn nào. Nộp một hồ sơ, tin sẽ hiện ở đây.',
    zalo: 'Zalo',
    sms: 'Tin nhắn SMS',
    delivered: 'Đã nhận',
    sent: 'Đã gửi',
  },
  en: {
    title: 'Trial inbox',
    lead: "What citizens' phones would receive. This page exists in a trial only.",
    empty: 'No messages yet. File a dossier and they appear here.',
    zalo: 'Zalo',
    sms: 'SMS',
    delivered: 'Delivered',
    sent: 'Sent',
  },
} as const;

/** One style, allowed by its hash in the page's own policy. */
export const inboxStyle = `:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#1b1f24;--quiet:#545b64;--line:#d9d5cc;--primary:#7f1d1d;--bubble:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#ece8e1;--quiet:#a9b0b9;--line:#3a3e44;--primary:#f0a59a;--bubble:#1f2226}}
body{margin:0;background:var(--paper);color:var(--ink);font:18px/1.6 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:42rem;margin:0 auto;padding:16px}h1{font-size:1.6rem;line-height:1.3;margin:8px 0}h2{font-size:1.05rem;margin:32px 0 8px}
p.lead,.meta{color:var(--quiet)}.meta{font-size:.85rem;margin:4px 0 0}a{color:var(--primary);overflow-wrap:anywhere}
ol{list-style:none;margin:0;padding:0}li{background:var(--bubble);border:1px solid var(--line);border-radius:6px;padding:12px 16px;margin:8px 0}
li p.text{margin:0;white-space:pre-line;overflow-wrap:anywhere}`;

/** A citizen's link is a link on the phone too; everything else is text. */
const linked = (text: string): string =>
  text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, i) => (i % 2 === 1 ? `<a href="${escapeHtml(part)}" rel="noreferrer">${escapeHtml(part)}</a>` : escapeHtml(part)))
    .join('');

const bubble = (item: InboxItem, language: Language): string => {
  const at = new Date(item.at).toISOString();
  const state = item.delivered ? words[language].delivered : words[language].sent;
  return `<li><p class="text">${linked(item.text)}</p><p class="meta"><time datetime="${at}">${escapeHtml(fullMoment(at, language))}</time> · ${state}</p></li>`;
};
const channelOf = (provider: string, language: Language): string => (provider === 'zalo' ? words[language].zalo : words[language].sms);
const conversation = ({ provider, to, messages }: Conversation, language: Language): string =>
  `<section><h2>${channelOf(provider, language)} · ${escapeHtml(maskPhone(to))}</h2><ol>${messages.map((m) => bubble(m, language)).join('')}</ol></section>`;

/** The phones of a trial, each as a conversation; numbers are masked even here. */
export const inboxPage = (items: readonly InboxItem[], language: Language): string => {
  const { title, lead, empty } = words[language];
  const body =
    items.length === 0
      ? `<p>${empty}</p>`
      : conversationsOf(items)
          .map((c) => conversation(c, language))
          .join('');
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · Một Cửa</title><style>${inboxStyle}</style></head><body><main><h1>${title}</h1><p class="lead">${lead}</p>${body}</main></body></html>`;
};
