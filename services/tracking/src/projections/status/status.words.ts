import type { PaperRef, ResultIssued } from '@motcua/contracts';
import type { Named, StatusFee, StatusState } from './status.document.ts';

export type Language = 'vi' | 'en';
type Text = Readonly<Record<Language, string>>;

/** What each moment is called in the citizen's timeline. */
const titles: Readonly<Record<string, Text>> = {
  SubmissionFiled: { vi: 'Ông/bà đã gửi hồ sơ', en: 'You sent the application' },
  SubmissionSupplemented: { vi: 'Ông/bà đã gửi giấy bổ sung', en: 'You sent the papers asked for' },
  WithdrawalRequested: { vi: 'Ông/bà đã đề nghị rút hồ sơ', en: 'You asked to withdraw the application' },
  DossierOpened: { vi: 'Hồ sơ đã đến bộ phận một cửa', en: 'The application reached the counter' },
  DossierAccepted: { vi: 'Hồ sơ đã được tiếp nhận, có giấy hẹn', en: 'Accepted, with an appointment' },
  DossierRefused: { vi: 'Hồ sơ không được tiếp nhận', en: 'Not taken in' },
  DossierForwarded: { vi: 'Đã chuyển đến bộ phận giải quyết', en: 'Forwarded to the office that decides' },
  DossierAssigned: { vi: 'Đã có người giải quyết', en: 'Given to an officer' },
  StepCompleted: { vi: 'Xong một bước giải quyết', en: 'A step is done' },
  SupplementRequested: { vi: 'Hồ sơ cần thêm giấy tờ', en: 'Papers are missing' },
  SupplementNoted: { vi: 'Đã nhận một phần giấy bổ sung', en: 'Some of the papers came' },
  DossierResumed: { vi: 'Đã đủ giấy, tiếp tục giải quyết', en: 'All papers came, going on' },
  DossierWithdrawn: { vi: 'Hồ sơ đã được rút', en: 'Withdrawn' },
  WithdrawalDeclined: { vi: 'Không rút được hồ sơ', en: 'It could not be withdrawn' },
  ResultSigned: { vi: 'Kết quả đã được ký', en: 'The result is signed' },
  ResultNumbered: { vi: 'Kết quả đã vào số', en: 'The result has its number' },
  ResultIssued: { vi: 'Hồ sơ đã có kết quả', en: 'The result is ready' },
  ResultReturned: { vi: 'Đã trả kết quả', en: 'The result was handed out' },
  DeadlineBreached: { vi: 'Hồ sơ đã quá ngày hẹn trả', en: 'The appointment was missed' },
};
export const titleOf = (event: string, language: Language): string => titles[event]?.[language] ?? event;

/** Names of the stages, as the national list calls them. */
export const stageNames: Readonly<Record<string, Text>> = {
  submitted: { vi: 'Mới đăng ký', en: 'Submitted' },
  accepted: { vi: 'Được tiếp nhận', en: 'Accepted' },
  refused: { vi: 'Không được tiếp nhận', en: 'Not taken in' },
  inProgress: { vi: 'Đang xử lý', en: 'In progress' },
  awaitingSupplement: { vi: 'Yêu cầu bổ sung giấy tờ', en: 'Papers asked for' },
  awaitingPayment: { vi: 'Yêu cầu thực hiện nghĩa vụ tài chính', en: 'Payment asked for' },
  withdrawn: { vi: 'Công dân yêu cầu rút hồ sơ', en: 'Withdrawn' },
  suspended: { vi: 'Dừng xử lý', en: 'Suspended' },
  stopped: { vi: 'Dừng xử lý', en: 'Stopped' },
  resolved: { vi: 'Đã xử lý xong', en: 'Resolved' },
  returned: { vi: 'Đã trả kết quả', en: 'Result handed out' },
};

/** Why a dossier could not be withdrawn. */
export const withdrawalReasons: Readonly<Record<string, Text>> = {
  resultExists: { vi: 'Hồ sơ đã có kết quả.', en: 'There is a result already.' },
  alreadyEnded: { vi: 'Hồ sơ đã kết thúc.', en: 'The application has ended already.' },
};

export interface Next {
  readonly who: 'officer' | 'citizen';
  readonly what: string;
  readonly by?: string;
}
const step = (who: Next['who'], language: Language, text: Text, by?: string): Next => ({
  who,
  what: text[language],
  ...(by === undefined ? {} : { by }),
});
/** What was stored without an English name keeps the Vietnamese one. */
export const nameIn = ({ name, nameEn = name }: Named, language: Language): string => (language === 'vi' ? name : nameEn);
/** Papers under their names in one language. */
export const papersIn = (papers: readonly PaperRef[], language: Language) =>
  papers.map((paper) => ({ code: paper.code, name: nameIn(paper, language) }));
/** When, where and during which hours a result can be fetched, in one language. */
export const collectIn = ({ from, place, placeEn, hours, hoursEn }: ResultIssued['data']['collect'], language: Language) => ({
  from,
  place: nameIn({ name: place, nameEn: placeEn }, language),
  hours: nameIn({ name: hours, nameEn: hoursEn }, language),
});
/** `24.000 đ`; what the province sets is said to be set, never to be free. */
export const feeIn = ({ kind, amount }: StatusFee, language: Language): string => {
  if (kind === 'free' || amount === 0) return language === 'vi' ? 'không phải nộp' : 'none';
  if (kind === 'unknown' || amount === undefined) return language === 'vi' ? 'do tỉnh quy định' : 'set by the province';
  const sum = `${amount.toLocaleString(language === 'vi' ? 'vi-VN' : 'en')} đ`;
  if (kind === 'known') return sum;
  return language === 'vi' ? `đã nộp ${sum}` : `${sum}, paid`;
};
const list = (papers: readonly PaperRef[], language: Language): string =>
  papersIn(papers, language)
    .map(({ name }) => name)
    .join('; ');

/** Whether what was asked for has been sent and waits to be looked at. What is still asked for once some of it was noted is asked at the moment of that sending, not after it. */
const sentSince = ({ supplementSentAt, worked }: StatusState): boolean =>
  supplementSentAt !== undefined && Date.parse(supplementSentAt) > Date.parse(worked?.supplement?.askedAt ?? '');

/** What happens next, and whose turn it is. */
export const nextOf = (state: StatusState, language: Language): Next => {
  const { worked } = state;
  const say = (who: Next['who'], vi: string, en: string, by?: string): Next => step(who, language, { vi, en }, by);
  if (!worked)
    return say('officer', 'Bộ phận một cửa xem hồ sơ. Ông/bà chưa phải làm gì thêm.', 'The counter looks at it. Nothing to do yet.');
  const { clock, supplement, result, refusal, fee } = worked;
  switch (worked.state) {
    case 'submitted':
      return say(
        'officer',
        'Bộ phận một cửa xem và trả lời. Ông/bà chưa phải làm gì thêm.',
        'The counter looks at it and answers. Nothing to do yet.',
        worked.answerBy,
      );
    case 'accepted':
      return say('officer', 'Giữ mã này, hoặc giấy hẹn có mã QR.', 'Keep this code, or the receipt with its QR.', clock?.dueAt);
    case 'inProgress':
      return say('officer', 'Ông/bà chưa phải làm gì thêm.', 'Nothing to do yet.', clock?.dueAt);
    case 'awaitingSupplement':
      if (sentSince(state)) return say('officer', 'Đã nhận giấy bổ sung, cán bộ đang xem.', 'The papers came; an officer looks at them.');
      return say(
        'citizen',
        `Chụp ảnh gửi ngay: ${list(supplement?.documents ?? [], 'vi')}.`,
        `Take a photo and send it: ${list(supplement?.documents ?? [], 'en')}.`,
        supplement?.by,
      );
    case 'awaitingPayment':
      return say('citizen', 'Quét mã QR để trả, hoặc trả tại quầy.', 'Scan the QR to pay, or pay at the counter.');
    case 'refused':
      return refusal?.rightAgency === undefined
        ? say('citizen', 'Xem cần sửa gì rồi gửi lại.', 'See what to correct, then send it again.')
        : say('citizen', `Xin nộp tại ${nameIn(refusal.rightAgency, 'vi')}.`, `Please file it at ${nameIn(refusal.rightAgency, 'en')}.`);
    case 'resolved': {
      const bring = list(result?.bring ?? [], language);
      const collect = result?.collect && collectIn(result.collect, language);
      const place = collect?.place ?? worked.agency.name[language];
      const hours = collect ? `, ${collect.hours}` : '';
      return say(
        'citizen',
        `Mời ông/bà đến ${place}${hours}.${bring === '' ? '' : ` Mang bản chính: ${bring}.`}${fee ? ` Lệ phí: ${feeIn(fee, 'vi')}.` : ''}`,
        `Please come to ${place}${hours}.${bring === '' ? '' : ` Bring the originals: ${bring}.`}${fee ? ` Fee: ${feeIn(fee, 'en')}.` : ''}`,
      );
    }
    case 'returned':
      return say('citizen', 'Ông/bà có hài lòng không?', 'Were you content?');
    case 'withdrawn':
      return say('citizen', 'Có thể nộp lại bất cứ lúc nào.', 'You can file it again at any time.');
    default:
      return say('officer', 'Chúng tôi sẽ báo khi làm tiếp.', 'We tell you when it goes on.');
  }
};
