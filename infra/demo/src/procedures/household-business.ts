import { ProcedureDefinition } from '@motcua/contracts';
import { intakeLimitsOf, is, oneStopBasis, supplement, t } from './form-parts.ts';
import { businessForm } from './household-business.form.ts';

const regulation = 'NĐ 168/2025; TT 68/2025/TT-BTC';

/** 1.001612 Đăng ký thành lập hộ kinh doanh. */
export const householdBusiness: ProcedureDefinition = ProcedureDefinition.parse({
  code: '1.001612',
  name: t('Đăng ký thành lập hộ kinh doanh', 'Household business registration'),
  level: 'commune',
  audience: ['citizen', 'business'],
  field: { code: 'HKD', name: t('Hộ kinh doanh', 'Household business') },
  serviceLevel: 'full',
  words: ['mo quan', 'mo tiem', 'buon ban', 'ho kinh doanh', 'giay phep kinh doanh'],
  channels: ['web', 'zalo', 'counter', 'assisted', 'post'],
  competence: t('Cơ quan đăng ký kinh doanh cấp xã nơi đặt trụ sở (Phòng Kinh tế)', 'Economy office of the commune where the business is'),
  intakeLimits: intakeLimitsOf(2),
  legalTime: { value: 3, unit: 'workingDay', source: 'Nhiều nguồn công bố', confidence: 'A' },
  committedTime: {
    value: 2,
    unit: 'workingDay',
    note: t('Tỉnh cam kết rút ngắn', 'Shortened by a promise of the province'),
    source: 'Ví dụ An Giang 2018: 4/9 → 6/9',
    confidence: 'B',
  },
  supplement,
  result: {
    name: t('Giấy chứng nhận đăng ký hộ kinh doanh', 'Certificate of household business registration'),
    signer: t('Trưởng phòng Kinh tế', 'Head of the economy office'),
    electronicCopy: true,
  },
  documents: [
    {
      code: 'giay-to-phap-ly',
      name: t('Bản chụp căn cước của chủ hộ', "Photo of the owner's identity card"),
      owed: 'photo',
      required: false,
      hint: t('Chỉ cần khi số định danh chưa được xác nhận trong cơ sở dữ liệu.', 'Only when the database has not confirmed the id.'),
      replacedBy: t('Cơ sở dữ liệu dân cư', 'Population database'),
      source: regulation,
      confidence: 'B',
    },
    {
      code: 'bien-ban-hop-ho',
      name: t('Biên bản họp các thành viên hộ gia đình', 'Minutes of the household members'),
      owed: 'photo',
      required: true,
      when: is('/ownership', 'household'),
      source: regulation,
      confidence: 'B',
    },
    {
      code: 'uy-quyen-chu-ho',
      name: t('Văn bản các thành viên ủy quyền một người làm chủ hộ', "The members' authorisation of one owner"),
      owed: 'photo',
      required: true,
      when: is('/ownership', 'household'),
      source: regulation,
      confidence: 'B',
    },
    {
      code: 'van-ban-uy-quyen',
      name: t('Văn bản ủy quyền nộp hồ sơ', 'Authorisation to file'),
      owed: 'photo',
      required: false,
      hint: t('Khi người khác nộp thay', 'When somebody else files'),
      source: regulation,
      confidence: 'B',
    },
    {
      code: 'chung-chi-hanh-nghe',
      name: t('Giấy tờ về điều kiện kinh doanh', 'Licence of a conditional trade'),
      owed: 'elsewhere',
      required: false,
      hint: t(
        'Ngành, nghề có điều kiện (ví dụ ăn uống, thuốc, trọ) thì sau khi đăng ký xin thêm giấy phép riêng; cán bộ sẽ chỉ giấy nào.',
        'A conditional trade (food, medicine, lodging) needs a licence of its own after registration; the officer names it.',
      ),
      source: 'Pháp luật chuyên ngành',
      confidence: 'C',
    },
  ],
  form: businessForm,
  steps: [
    { key: 'tham-dinh', name: t('Thẩm định hồ sơ, kiểm tra tên', 'Appraise, check the name'), unit: 'kinh-te', budget: 'PT6H' },
    {
      key: 'cap-ma-so',
      name: t('Trao đổi với cơ quan thuế, nhận mã số', 'Obtain the number from the tax office'),
      unit: 'kinh-te',
      budget: 'PT6H',
    },
    { key: 'trinh-ky', name: t('Dự thảo giấy chứng nhận, trình ký', 'Draft the certificate'), unit: 'kinh-te', budget: 'PT2H' },
  ],
  signing: {
    sign: { key: 'ky', name: t('Ký giấy chứng nhận', 'Sign'), unit: 'lanh-dao', role: 'signer', budget: 'PT2H' },
    issue: {
      key: 'phat-hanh',
      name: t('Đóng dấu, chuyển về quầy', 'Stamp, send to the counter'),
      unit: 'van-thu',
      role: 'clerk',
      budget: 'PT1H',
    },
  },
  fees: [
    {
      name: t('Lệ phí đăng ký hộ kinh doanh', 'Registration fee'),
      amount: 'unknown',
      due: 'onAcceptance',
      note: t(
        'Do tỉnh quy định; thường 100.000 đ, nộp trực tuyến thường được miễn',
        'Set by the province; usually 100,000 đ, often 0 online',
      ),
      source: 'Do HĐND tỉnh quy định',
      confidence: 'C',
    },
  ],
  legalBasis: [
    { title: 'Nghị định 168/2025/NĐ-CP', source: 'Cơ quan đăng ký cấp xã từ 01/07/2025', confidence: 'B' },
    { title: 'Thông tư 68/2025/TT-BTC', article: 'Phụ lục II, Mẫu số 1', source: 'Biểu mẫu', confidence: 'B' },
    ...oneStopBasis,
  ],
});
