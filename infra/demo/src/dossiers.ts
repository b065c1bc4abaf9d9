import type { Applicant, Channel, DossierState, FiledBy } from '@motcua/contracts';
import type { z } from 'zod';
import { person } from './people.ts';
import { birthRegistration } from './procedures/birth-registration.ts';
import { civilStatusExtract } from './procedures/civil-status-extract.ts';
import { dateAfter, exampleOn } from './procedures/example-on.ts';
import { householdBusiness } from './procedures/household-business.ts';

/** Body of `POST /api/intake/v1/submissions`; `documents` are added by whoever uploads the `photos`. */
export interface DemoSubmission {
  readonly procedure: string;
  readonly agency: string;
  readonly channel: z.infer<typeof Channel>;
  readonly applicant: Applicant;
  readonly filedBy?: z.infer<typeof FiledBy>;
  readonly form: Readonly<Record<string, unknown>>;
  readonly delivery?: { readonly method: 'counter' | 'post' | 'electronic'; readonly address?: string };
  readonly notify?: { readonly zaloUserId?: string; readonly sms?: boolean; readonly language?: 'vi' | 'en' };
}

/** One request on the way to the state; the body is what `api.md` says. */
export type DemoAct =
  | { readonly by: 'officer'; readonly officer: string; readonly command: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly by: 'citizen'; readonly act: 'withdrawal' | 'rating'; readonly body: Readonly<Record<string, unknown>> };

export interface DemoDossier {
  readonly key: string;
  /** Where the acts lead. */
  readonly state: DossierState;
  /** What there is to see, for whoever shows it. */
  readonly shows: string;
  readonly submission: DemoSubmission;
  /** Officer whose token files it (channels `counter`, `assisted`, `post`). */
  readonly filedByOfficer?: string;
  /** Papers that come as a photograph. */
  readonly photos: readonly string[];
  readonly acts: readonly DemoAct[];
}

const officer = (id: string, command: string, body: Readonly<Record<string, unknown>> = {}): DemoAct => ({
  by: 'officer',
  officer: id,
  command,
  body,
});
const accept = officer('tiep-nhan', 'accept');
const toDesk = (unit: string): DemoAct[] => [
  accept,
  officer('tiep-nhan', 'forward', { unit }),
  officer('lanh-dao', 'assign', { officer: 'chuyen-vien' }),
];
const step = (key: string): DemoAct => officer('chuyen-vien', 'complete-step', { step: key });
const issue = (number: string): DemoAct =>
  officer('lanh-dao', 'issue-result', { outcome: 'granted', documents: [], paperOnly: true, signedBy: 'lanh-dao', number });
const stepsOf = (definition: { steps: readonly { key: string }[] }) => definition.steps.map(({ key }) => step(key));

const submission = (procedure: string, applicant: Applicant, form: DemoSubmission['form'], channel: DemoSubmission['channel'] = 'web') => ({
  procedure,
  agency: 'H53.12',
  channel,
  applicant,
  form,
  notify: { sms: true, language: 'vi' as const },
});

function birthOf(today: string, name: string, mother: Applicant): Record<string, unknown> {
  const example = exampleOn(birthRegistration.form, today) as { child: object; mother: object };
  return {
    ...example,
    child: { ...example.child, fullName: name },
    mother: { ...example.mother, fullName: mother.fullName, nationalId: mother.nationalId },
  };
}

function businessOf(today: string, name: string): Record<string, unknown> {
  const example = exampleOn(householdBusiness.form, today) as { business: object };
  return { ...example, business: { ...example.business, name, startDate: dateAfter(today, 10) } };
}

function extractOf(applicant: Applicant, copies: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...civilStatusExtract.form.example,
    person: { fullName: applicant.fullName, birthDate: '1956', nationalId: applicant.nationalId ?? 'không có' },
    copies,
    ...more,
  };
}

function begun(today: string): DemoDossier[] {
  const mother = person('Trần Thị Thử Nghiệm', '099198000123', 1);
  const father = person('Nguyễn Văn Minh Họa', '099056000789', 2);
  const stranger = person('Phan Văn Giả Định', '099085000321', 3);
  return [
    {
      key: 'moi-gui',
      state: 'submitted',
      shows: 'Gửi từ Zalo, chờ cán bộ trả lời trong 8 giờ làm việc',
      submission: submission('1.001193', mother, birthOf(today, 'Lê Thử An', mother), 'zalo'),
      photos: ['giay-chung-sinh'],
      acts: [],
    },
    {
      key: 'da-tiep-nhan',
      state: 'accepted',
      shows: 'Con gái nộp hộ người cha 70 tuổi; nhận sau 15 giờ thì hẹn ngày làm việc tiếp theo',
      submission: {
        ...submission('2.000635', father, extractOf(father, 3, { requester: 'authorised' })),
        filedBy: { fullName: 'Nguyễn Thị Ví Dụ', capacity: 'relative', phone: '+84900000022' },
      },
      photos: ['giay-to-tuy-than', 'van-ban-uy-quyen'],
      acts: [accept],
    },
    {
      key: 'khong-nhan',
      state: 'refused',
      shows: 'Nộp nhầm nơi, chỉ đúng nơi',
      submission: submission('1.001612', stranger, businessOf(today, 'Hộ kinh doanh Cà phê Giả Định')),
      photos: ['giay-to-phap-ly'],
      acts: [
        officer('tiep-nhan', 'refuse', {
          reason: 'wrongAgency',
          note: 'Nơi bán hàng thuộc phường Tân Mẫu. Xin nộp tại Trung tâm Phục vụ hành chính công phường Tân Mẫu.',
          rightAgency: 'H53.99',
        }),
      ],
    },
  ];
}

function underWay(today: string): DemoDossier[] {
  const shopkeeper = person('Lê Văn Ví Dụ', '099079000456', 4);
  const mother = person('Đặng Thị Thí Dụ', '099196000654', 5);
  const applicant = person('Dương Thị Mẫu', '099160000987', 9);
  return [
    {
      key: 'dang-xu-ly',
      state: 'inProgress',
      shows: 'Đang ở Phòng Kinh tế, bước nhận mã số',
      submission: submission('1.001612', shopkeeper, businessOf(today, 'Hộ kinh doanh Tạp hóa Ví Dụ')),
      photos: ['giay-to-phap-ly'],
      acts: [...toDesk('kinh-te'), step('tham-dinh')],
    },
    {
      key: 'cho-bo-sung',
      state: 'awaitingSupplement',
      shows: 'Ảnh mờ, xin chụp lại; thời gian tạm dừng',
      submission: submission('1.001193', mother, birthOf(today, 'Phạm Thử Bình', mother), 'zalo'),
      photos: ['giay-chung-sinh'],
      acts: [
        ...toDesk('tu-phap-ho-tich'),
        officer('chuyen-vien', 'request-supplement', {
          documents: ['giay-chung-sinh'],
          reason: 'Ảnh giấy chứng sinh bị mờ ở phần ngày sinh. Xin chụp lại nơi đủ sáng.',
        }),
      ],
    },
    {
      key: 'da-rut',
      state: 'withdrawn',
      shows: 'Người dân tự rút hồ sơ',
      submission: submission('2.000635', applicant, extractOf(applicant, 1)),
      photos: ['giay-to-tuy-than'],
      acts: [accept, { by: 'citizen', act: 'withdrawal', body: { reason: 'Đã tìm thấy bản chính' } }],
    },
  ];
}

function finished(today: string): DemoDossier[] {
  const shopkeeper = person('Bùi Văn Mẫu', '099083000159', 6);
  const bride = person('Ngô Thị Ví Dụ', '099190000753', 7);
  const child = person('Hồ Văn Thử', '099093000852', 8);
  const day = today.replaceAll('-', '').slice(2);
  return [
    {
      key: 'xong-som',
      state: 'resolved',
      shows: 'Xong sớm so với ngày hẹn',
      submission: submission('1.001612', shopkeeper, businessOf(today, 'Hộ kinh doanh Sửa xe Mẫu')),
      photos: ['giay-to-phap-ly'],
      acts: [...toDesk('kinh-te'), ...stepsOf(householdBusiness), issue(`${day}-01/HKD`)],
    },
    {
      key: 'gui-buu-dien',
      state: 'resolved',
      shows: 'Xin nhận qua bưu điện',
      submission: {
        ...submission('2.000635', bride, extractOf(bride, 2, { event: 'marriage', spouse: { fullName: 'Võ Văn Thử' } })),
        delivery: { method: 'post', address: 'Số 8, ấp Chợ, xã Bình Mẫu, tỉnh Minh Họa' },
      },
      photos: ['giay-to-tuy-than'],
      acts: [...toDesk('tu-phap-ho-tich'), ...stepsOf(civilStatusExtract), issue(`${day}-02/TLHT`)],
    },
    {
      key: 'da-tra',
      state: 'returned',
      shows: 'Bà nội nhận thay, bản chính đã đối chiếu, chấm 5 sao',
      submission: submission('1.001193', child, birthOf(today, 'Hồ Thử Cúc', person('Mai Thị Thử', '099194000951', 18))),
      photos: ['giay-chung-sinh'],
      acts: [
        ...toDesk('tu-phap-ho-tich'),
        ...stepsOf(birthRegistration),
        issue(`${day}-03/GKS`),
        officer('tiep-nhan', 'return-result', {
          channel: 'counter',
          receivedBy: { name: 'Đinh Thị Ví Dụ', capacity: 'relative', idNumber: '099150000357' },
          originals: [{ document: 'giay-chung-sinh', outcome: 'matched' }],
        }),
        { by: 'citizen', act: 'rating', body: { score: 5, comment: 'Nhanh, tử tế' } },
      ],
    },
  ];
}

/** One dossier in every state of the spine, with invented people. `today` is a local date: `2026-11-24`. */
export const demoDossiers = (today: string): readonly DemoDossier[] => [...begun(today), ...underWay(today), ...finished(today)];
