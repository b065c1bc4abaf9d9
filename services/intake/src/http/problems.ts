import { registerProblems } from '@motcua/service-kit';

/** Codes of intake's own refusals. */
registerProblems({
  'upload-taken': { status: 409, title: 'Tệp này đã thuộc hồ sơ khác', titleEn: 'This upload belongs to another dossier' },
  'upload-refused': {
    status: 409,
    title: 'Tệp này không được nhận, xin gửi tệp khác',
    titleEn: 'This upload was refused; please send another file',
  },
  'paper-checking': {
    status: 409,
    title: 'Giấy tờ đang được kiểm tra, xin thử lại sau',
    titleEn: 'This paper is still being checked, try again later',
  },
  'paper-refused': {
    status: 410,
    title: 'Giấy tờ có dấu hiệu mã độc nên đã bị xóa, cần nộp lại',
    titleEn: 'This paper was found infected and deleted; it has to be handed in again',
  },
  'dossier-ended': { status: 409, title: 'Hồ sơ đã kết thúc', titleEn: 'The dossier has ended' },
  'dossier-open': { status: 409, title: 'Người này còn hồ sơ đang giải quyết', titleEn: 'A dossier of this person is still open' },
  'withdrawal-requested': { status: 409, title: 'Đã yêu cầu rút hồ sơ', titleEn: 'Withdrawal has been requested already' },
  'too-many-supplements': {
    status: 409,
    title: 'Đã bổ sung quá nhiều lần, xin đến quầy',
    titleEn: 'Too many supplements; please come to the counter',
  },
  'tracking-secret-gone': {
    status: 409,
    title: 'Cần cấp lại mã theo dõi tại quầy',
    titleEn: 'The tracking link must be issued anew at the counter',
  },
});
