/**
 * The texts, as data. SMS: unaccented, one segment with the longest values; no name, no id, no token.
 * Zalo: a line with a placeholder that has no value is left out; `{link}` stays in the stored text and is resolved only while sending.
 * `{cq}` agency · `{tt}` procedure · `{ma}` code · `{khi}` moment · `{web}` the province's page · `{gi}` papers · `{n}` days · `{xung}` how people are addressed ·
 * `{ly}` reason · `{dv}` unit · `{phi}` fee · `{noi}` place · `{gio}` hours · `{mang}` originals · `{cu}` former appointment · `{nguoi}` receiver, masked.
 */
export type Language = 'vi' | 'en';
export interface Template {
  readonly sms: Readonly<Record<Language, string>>;
  readonly zalo: Readonly<Record<Language, string>>;
}
const lines = (...all: readonly string[]): string => all.join('\n');
const see = 'Xem hồ sơ: {link}';
const follow = 'Follow it: {link}';

export const templates = {
  received: {
    sms: {
      vi: '{cq}: da nhan ho so {tt} cua {xung}. Ma {ma}. Se tra loi truoc {khi}. Xem: {web}',
      en: '{cq}: application {ma} received: {tt}. We will answer by {khi}. See {web}',
    },
    zalo: {
      vi: lines('Đã nhận hồ sơ {tt}', 'Mã tạm: {ma}', '{cq} sẽ trả lời trước {khi}. {Xung} chưa phải làm gì thêm.', see),
      en: lines('Application received: {tt}', 'Request code: {ma}', '{cq} will answer by {khi}. Nothing more to do now.', follow),
    },
  },
  accepted: {
    sms: {
      vi: '{cq}: da tiep nhan ho so {ma}. Hen tra ket qua {khi}. Giu ma nay de tra cuu tai {web}',
      en: '{cq}: application {ma} accepted. Result due {khi}. Keep this code; follow it at {web}',
    },
    zalo: {
      vi: lines('Hồ sơ đã được tiếp nhận', 'Mã hồ sơ: {ma}', 'Hẹn trả kết quả: {khi}', 'Đang do {dv} giải quyết. Lệ phí: {phi}.', see),
      en: lines('Application accepted', 'Code: {ma}', 'Result due: {khi}', 'Now with {dv}. Fee: {phi}.', follow),
    },
  },
  refused: {
    sms: {
      vi: '{cq}: ho so {ma} chua nhan duoc. Xem ly do va cach lam tiep tai {web} hoac hoi tai quay',
      en: '{cq}: we could not take {ma}. See why and what to do next at {web} or ask at the counter',
    },
    zalo: {
      vi: lines('Hồ sơ {ma} chưa nhận được', 'Vì: {ly}', 'Xin nộp tại {noi}.', 'Cần giúp, xin hỏi tại quầy.', see),
      en: lines('We could not take application {ma}', 'Why: {ly}', 'Please file it at {noi}.', 'Ask at the counter for help.', follow),
    },
  },
  'supplement-requested': {
    sms: {
      vi: '{cq}: ho so {ma} can them {gi}. Xem ly do, gui bo sung: {web} hoac tai quay',
      en: '{cq}: {ma} still needs {gi}. See why and send it at {web} or at the counter',
    },
    zalo: {
      vi: lines(
        'Hồ sơ {ma} cần thêm giấy tờ',
        'Còn thiếu: {gi}',
        'Vì: {ly}',
        '{Xung} chụp ảnh gửi lại, hoặc mang đến quầy. Ngày hẹn sẽ được tính lại khi nhận đủ.',
        'Chụp và gửi: {link}',
      ),
      en: lines(
        '{ma}: one more paper, please',
        'Needed: {gi}',
        'Why: {ly}',
        'Send a photo or bring it. The date is counted anew once we have it.',
        'Send it: {link}',
      ),
    },
  },
  'supplement-noted': {
    sms: {
      vi: '{cq}: da nhan giay bo sung. Ho so {ma} con thieu {gi}. Gui tiep: {web}',
      en: '{cq}: papers received. {ma} still needs {gi}. Send it at {web}',
    },
    zalo: {
      vi: lines('Đã nhận giấy bổ sung của hồ sơ {ma}', 'Còn thiếu: {gi}', 'Gửi tiếp: {link}'),
      en: lines('We have received papers for {ma}', 'Still missing: {gi}', 'Send them: {link}'),
    },
  },
  'supplement-kept': {
    sms: {
      vi: '{cq}: da nhan giay to {xung} gui them, giu cung ho so {ma}. Xem: {web}',
      en: '{cq}: the papers you sent are kept with application {ma}. See {web}',
    },
    zalo: {
      vi: lines('Đã nhận giấy tờ gửi thêm của hồ sơ {ma}', 'Đã nhận: {gi}', 'Giấy tờ này được giữ cùng hồ sơ.', see),
      en: lines('We have received more papers for {ma}', 'Received: {gi}', 'They are kept with your application.', follow),
    },
  },
  resumed: {
    sms: {
      vi: '{cq}: da nhan du giay bo sung cua ho so {ma}. Hen tra ket qua {khi}. Xem: {web}',
      en: '{cq}: all papers received for {ma}. Result due {khi}. See {web}',
    },
    zalo: {
      vi: lines('Đã nhận đủ giấy bổ sung của hồ sơ {ma}', 'Hẹn trả kết quả: {khi}', see),
      en: lines('We have all papers for {ma}', 'Result due: {khi}', follow),
    },
  },
  'resumed-at-counter': {
    sms: {
      vi: '{cq}: da nhan du giay bo sung cua ho so {ma}, can bo dang xem. Xem: {web}',
      en: '{cq}: all papers received for {ma}; we are looking at them. See {web}',
    },
    zalo: {
      vi: lines('Đã nhận đủ giấy bổ sung của hồ sơ {ma}', 'Cán bộ đang xem. {Xung} chưa phải làm gì thêm.', see),
      en: lines('We have all papers for {ma}', 'We are looking at them. Nothing more to do now.', follow),
    },
  },
  withdrawn: {
    sms: {
      vi: '{cq}: {xung} da rut ho so {ma}. Co the nop lai bat cu luc nao tai {web} hoac tai quay',
      en: '{cq}: application {ma} is withdrawn. You may file again at any time at {web} or at the counter',
    },
    zalo: {
      vi: lines('Hồ sơ {ma} đã được rút theo yêu cầu', 'Có thể nộp lại bất cứ lúc nào.', see),
      en: lines('Application {ma} is withdrawn as you asked', 'You may file again at any time.', follow),
    },
  },
  'withdrawal-declined': {
    sms: {
      vi: '{cq}: khong rut duoc ho so {ma} vi {ly}. Xem: {web} hoac hoi tai quay',
      en: '{cq}: {ma} cannot be withdrawn: {ly}. See {web} or ask at the counter',
    },
    zalo: {
      vi: lines('Chưa rút được hồ sơ {ma}', 'Vì: {ly}', 'Cần giúp, xin hỏi tại quầy.', see),
      en: lines('Application {ma} cannot be withdrawn', 'Why: {ly}', 'Ask at the counter for help.', follow),
    },
  },
  'result-ready': {
    sms: {
      vi: '{cq}: ho so {ma} da co ket qua. Moi {xung} den nhan trong gio lam viec, mang theo can cuoc va giay to goc',
      en: '{cq}: result of {ma} is ready. Please collect it in office hours; bring your ID and the original papers',
    },
    zalo: {
      vi: lines(
        'Hồ sơ {ma} đã có kết quả',
        'Mời {xung} đến {noi}, giờ làm việc {gio}.',
        'Mang theo: {mang}.',
        'Người khác nhận thay: mang căn cước của người đó và giấy ủy quyền.',
        see,
      ),
      en: lines(
        'The result of {ma} is ready',
        'Collect at {noi}, {gio}.',
        'Bring: {mang}.',
        'Somebody else may collect with their ID and your authorisation.',
        follow,
      ),
    },
  },
  'result-ready-early': {
    sms: {
      vi: '{cq}: ho so {ma} xong som {n} ngay. Moi {xung} den nhan tu {khi}, mang theo can cuoc va giay to goc',
      en: '{cq}: {ma} is ready {n} days early. Collect from {khi}; bring your ID and original papers',
    },
    zalo: {
      vi: lines(
        'Tin vui: hồ sơ {ma} xong sớm {n} ngày',
        'Hẹn cũ {cu}, nay mời nhận từ {khi} tại {noi}.',
        'Mang theo: {mang}.',
        'Giờ làm việc: {gio}',
        see,
      ),
      en: lines(
        '{ma} is ready {n} days early',
        'Was due {cu}; collect from {khi} at {noi}.',
        'Bring: {mang}.',
        'Office hours: {gio}',
        follow,
      ),
    },
  },
  'result-declined': {
    sms: {
      vi: '{cq}: ho so {ma} da co van ban tra loi. Moi {xung} den nhan trong gio lam viec. Xem: {web}',
      en: '{cq}: our answer on {ma} is ready. Please collect it in office hours. See {web}',
    },
    zalo: {
      vi: lines(
        'Hồ sơ {ma} không được chấp thuận',
        'Lý do ghi trong văn bản trả lời.',
        'Mời {xung} nhận văn bản tại {noi}, giờ làm việc {gio}.',
        see,
      ),
      en: lines('Application {ma} was not granted', 'The reason is in our written answer.', 'Collect it at {noi}, {gio}.', follow),
    },
  },
  'result-declined-by-post': {
    sms: {
      vi: '{cq}: ho so {ma} da co van ban tra loi, se gui buu dien den dia chi {xung} da ghi. Xem: {web}',
      en: '{cq}: our answer on {ma} is ready and will be posted to the address you gave. See {web}',
    },
    zalo: {
      vi: lines(
        'Hồ sơ {ma} không được chấp thuận',
        'Lý do ghi trong văn bản trả lời.',
        'Văn bản sẽ được gửi bưu điện đến địa chỉ đã ghi.',
        see,
      ),
      en: lines(
        'Application {ma} was not granted',
        'The reason is in our written answer.',
        'It will be posted to the address you gave.',
        follow,
      ),
    },
  },
  'result-by-post': {
    sms: {
      vi: '{cq}: ho so {ma} da co ket qua, se gui buu dien den dia chi {xung} da dang ky. Xem: {web}',
      en: '{cq}: result of {ma} is ready and will be posted to the address you gave. See {web}',
    },
    zalo: {
      vi: lines('Hồ sơ {ma} đã có kết quả', 'Kết quả sẽ được gửi bưu điện đến địa chỉ đã đăng ký.', see),
      en: lines('The result of {ma} is ready', 'It will be posted to the address you gave.', follow),
    },
  },
  returned: {
    sms: {
      vi: '{cq}: da tra ket qua ho so {ma}. Neu {xung} chua nhan, xin bao ngay cho {cq}. Danh gia: {web}',
      en: '{cq}: result of {ma} handed out. If you did not get it, tell us at once. Rate us: {web}',
    },
    zalo: {
      vi: lines(
        'Đã trả kết quả hồ sơ {ma} lúc {khi}',
        'Người nhận: {nguoi}',
        'Nếu không đúng, xin báo ngay. {Xung} có hài lòng không?',
        'Đánh giá: {link}',
      ),
      en: lines('Result of {ma} handed out {khi}', 'To: {nguoi}', 'Not you? Tell us at once. How did we do?', 'Rate us: {link}'),
    },
  },
  breached: {
    sms: {
      vi: '{cq}: ho so {ma} cham so voi hen {khi}. Chung toi xin loi. {Xung} khong phai di lai, xem tai {web}',
      en: '{cq}: {ma} is late, it was due {khi}. We are sorry. You need not come; see {web}',
    },
    zalo: {
      vi: lines('Hồ sơ {ma} chậm so với ngày hẹn', 'Đã hẹn: {khi}', 'Chúng tôi xin lỗi. {Xung} không phải đi lại.', see),
      en: lines('Application {ma} is late', 'It was due: {khi}', 'We are sorry. You need not come.', follow),
    },
  },
  'breached-beside': {
    sms: {
      vi: '{cq}: ho so {ma} cham so voi hen {khi}. Chung toi xin loi. Xem: {web}',
      en: '{cq}: {ma} missed its due time, {khi}. We are sorry. See {web}',
    },
    zalo: {
      vi: lines('Hồ sơ {ma} chậm so với ngày hẹn', 'Đã hẹn: {khi}', 'Chúng tôi xin lỗi.', see),
      en: lines('Application {ma} missed its due time', 'It was due: {khi}', 'We are sorry.', follow),
    },
  },
} as const satisfies Readonly<Record<string, Template>>;
export type TemplateName = keyof typeof templates;
