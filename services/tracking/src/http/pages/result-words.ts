import type { Language } from '@motcua/web';
import { feeIn } from '../../projections/status/index.ts';
import { asSentence, type Said } from './said.ts';
import type { StatusView } from './status-view.ts';

const collectWords = {
  vi: {
    onPaper: 'Kết quả này là bản giấy.',
    place: (place: string) => `Mời ông/bà đến ${place}.`,
    hours: (hours: string) => `Giờ làm việc: ${hours}.`,
    bring: (papers: string) => `Mang bản chính: ${papers}.`,
    fee: (fee: string) => `Lệ phí: ${fee}.`,
    other: 'Nhờ người khác: người ấy mang căn cước của mình và giấy ủy quyền của ông/bà.',
  },
  en: {
    onPaper: 'This result is on paper.',
    place: (place: string) => `Please come to ${place}.`,
    hours: (hours: string) => `Opening hours: ${hours}.`,
    bring: (papers: string) => `Bring the originals: ${papers}.`,
    fee: (fee: string) => `Fee: ${fee}.`,
    other: 'Somebody else may come: with their own ID and your written authorisation.',
  },
} as const;

/** Whoever asked for a file is told that it is paper: a signed one could not be opened here. An answer that declines is compared with no originals. */
function collecting({ result, fee }: StatusView, language: Language): string | undefined {
  const { collect, channel, outcome } = result ?? {};
  const bring = outcome === 'declined' ? [] : (result?.bring ?? []);
  const say = collectWords[language];
  const lines = [
    channel === 'electronic' && outcome !== 'declined' && say.onPaper,
    collect && say.place(collect.place),
    collect && say.hours(collect.hours),
    bring.length > 0 && say.bring(bring.map(({ name }) => name).join(', ')),
    fee && say.fee(feeIn(fee, language)),
    collect && say.other,
  ].filter(Boolean);
  return lines.length === 0 ? undefined : lines.join('\n');
}

const earlyDays = ({ result, clock }: StatusView): number => result?.daysEarly ?? clock?.daysEarly ?? 0;

const words = {
  vi: {
    ready: 'Hồ sơ đã có kết quả.',
    early: (days: number) => `Xong rồi, sớm ${days} ngày.`,
    posted: 'Kết quả sẽ gửi qua bưu điện đến địa chỉ đã ghi.',
    counter: 'Mời ông/bà đến quầy nhận kết quả.',
    declined: 'Hồ sơ không được chấp thuận.',
    answerPosted: 'Văn bản trả lời sẽ gửi qua bưu điện.',
    answer: 'Mời nhận văn bản trả lời.',
  },
  en: {
    ready: 'The result is ready.',
    early: (days: number) => `Ready, ${days} ${days === 1 ? 'day' : 'days'} early.`,
    posted: 'It will come by post.',
    counter: 'Please collect it at the counter.',
    declined: 'The application was declined.',
    answerPosted: 'The written answer will come by post.',
    answer: 'A written answer is ready.',
  },
} as const;

/** There is a result: what it is, and how it comes to whoever asked for it. */
export function resolvedIn(status: StatusView, language: Language): Said {
  const { result } = status;
  const say = words[language];
  const byPost = result?.channel === 'post';
  if (result?.outcome === 'declined') {
    const todo = byPost ? say.answerPosted : [say.answer, collecting(status, language)].filter(Boolean).join(' ');
    return { answer: say.declined, quoted: asSentence(result.reason), todo };
  }
  const early = earlyDays(status);
  return { answer: early > 0 ? say.early(early) : say.ready, todo: byPost ? say.posted : (collecting(status, language) ?? say.counter) };
}
