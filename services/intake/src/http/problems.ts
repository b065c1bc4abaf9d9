import { registerProblems } from '@motcua/service-kit';

/** Codes of intake's own refusals. */
registerProblems({
  'upload-taken': { status: 409, title: 'Tệp này đã thuộc hồ sơ khác', titleEn: 'This upload belongs to another dossier' },
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
