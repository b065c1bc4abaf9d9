import type { PaperRef, ResultIssued } from '@motcua/contracts';
import type { Named, StatusClock, StatusFee, StatusState, Worked } from './status.document.ts';

export type Language = 'vi' | 'en';
type Text = Readonly<Record<Language, string>>;

/** What each moment is called in the citizen's timeline. */
const titles: Readonly<Record<string, Text>> = {
  SubmissionFiled: { vi: 'Ông/bà đã gửi hồ sơ', en: 'You sent the application' },
  SubmissionSupplemented: { vi: 'Ông/bà đã gửi giấy bổ sung', en: 'You sent papers' },
  WithdrawalRequested: { vi: 'Ông/bà đã đề nghị rút hồ sơ', en: 'You asked to withdraw the application' },
  DossierOpened: { vi: 'Hồ sơ đã đến bộ phận một cửa', en: 'The application reached the counter' },
  DossierAccepted: { vi: 'Hồ sơ đã được tiếp nhận, có giấy hẹn', en: 'Accepted, with an appointment' },
  DossierRefused: { vi: 'Hồ sơ không được tiếp nhận', en: 'Not taken in' },
  DossierForwarded: { vi: 'Đã chuyển đến bộ phận giải quyết', en: 'Forwarded to the office that decides' },
  DossierAssigned: { vi: 'Đã có người giải quyết', en: 'Given to an officer' },
  StepCompleted: { vi: 'Xong một bước giải quyết', en: 'A step is done' },
  SupplementRequested: { vi: 'Hồ sơ cần thêm giấy tờ', en: 'Papers are missing' },
  UnaskedPapers: { vi: 'Đã nhận giấy gửi thêm, giữ cùng hồ sơ', en: 'More papers came and are kept with it' },
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

type Say = (who: Next['who'], vi: string, en: string, by?: string) => Next;

const late = ({ dueAt }: StatusClock, say: Say): Next => say('officer', 'Ông/bà không phải đi lại.', 'You need not come.', dueAt);

/** What came outside of working hours is looked at in the next ones; papers that came later are another beginning. */
const submitted = ({ done }: StatusState, { received, answerBy }: Worked, say: Say): Next =>
  received.afterHours && !done.some(({ event }) => event === 'DossierResumed')
    ? say(
        'officer',
        'Nhận ngoài giờ làm việc: bộ phận một cửa xem từ giờ làm việc tiếp theo và trả lời. Ông/bà chưa phải làm gì thêm.',
        'It came outside of working hours: the counter looks at it in the next ones and answers. Nothing to do yet.',
        answerBy,
      )
    : say(
        'officer',
        'Bộ phận một cửa xem và trả lời. Ông/bà chưa phải làm gì thêm.',
        'The counter looks at it and answers. Nothing to do yet.',
        answerBy,
      );

/** Where the result is fetched, with what; or that it comes by post. An answer that declines is compared with no originals. */
const resolved = ({ delivery }: StatusState, { result, agency, fee }: Worked, say: Say): Next => {
  const declined = result?.outcome === 'declined';
  if (delivery === 'post')
    return declined
      ? say('officer', 'Văn bản trả lời sẽ gửi qua bưu điện đến địa chỉ đã ghi.', 'The written answer will come by post.')
      : say('officer', 'Kết quả sẽ gửi qua bưu điện đến địa chỉ đã ghi.', 'The result will come by post.');
  const told = (language: Language) => {
    const collect = result?.collect && collectIn(result.collect, language);
    return {
      where: `${collect?.place ?? agency.name[language]}${collect ? `, ${collect.hours}` : ''}`,
      bring: list(result?.bring ?? [], language),
      fee: fee && feeIn(fee, language),
    };
  };
  const [vi, en] = [told('vi'), told('en')];
  if (declined)
    return say('citizen', `Mời ông/bà đến nhận văn bản trả lời: ${vi.where}.`, `Please come for the written answer: ${en.where}.`);
  const onPaper = delivery === 'electronic';
  return say(
    'citizen',
    `${onPaper ? 'Kết quả này là bản giấy. ' : ''}Mời ông/bà đến ${vi.where}.${vi.bring && ` Mang bản chính: ${vi.bring}.`}${vi.fee ? ` Lệ phí: ${vi.fee}.` : ''}`,
    `${onPaper ? 'This result is on paper. ' : ''}Please come to ${en.where}.${en.bring && ` Bring the originals: ${en.bring}.`}${en.fee ? ` Fee: ${en.fee}.` : ''}`,
  );
};

/** What happens next, and whose turn it is. */
export const nextOf = (state: StatusState, language: Language): Next => {
  const { worked } = state;
  const say: Say = (who, vi, en, by) => step(who, language, { vi, en }, by);
  if (!worked)
    return say('officer', 'Bộ phận một cửa xem hồ sơ. Ông/bà chưa phải làm gì thêm.', 'The counter looks at it. Nothing to do yet.');
  const { clock, supplement, refusal } = worked;
  switch (worked.state) {
    case 'submitted':
      return submitted(state, worked, say);
    case 'accepted':
      if (clock?.standing === 'overdue') return late(clock, say);
      return say('officer', 'Giữ mã này, hoặc giấy hẹn có mã QR.', 'Keep this code, or the receipt with its QR.', clock?.dueAt);
    case 'inProgress':
      if (clock?.standing === 'overdue') return late(clock, say);
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
    case 'resolved':
      return resolved(state, worked, say);
    case 'returned':
      return say('citizen', 'Ông/bà có hài lòng không?', 'Were you content?');
    case 'withdrawn':
      return say('citizen', 'Có thể nộp lại bất cứ lúc nào.', 'You can file it again at any time.');
    default:
      return say('officer', 'Chúng tôi sẽ báo khi làm tiếp.', 'We tell you when it goes on.');
  }
};
