import { registerProblems } from '@motcua/service-kit';

/** What the law of a dossier says no to. */
registerProblems({
  'command-not-allowed': {
    status: 409,
    title: 'Không thực hiện được ở trạng thái hiện tại của hồ sơ',
    titleEn: 'Not possible in the dossier’s present state',
  },
  'not-the-present-step': { status: 409, title: 'Không phải bước đang thực hiện', titleEn: 'Not the step that is being done' },
  'supplement-rounds-exhausted': {
    status: 409,
    title: 'Đã hết số lần được yêu cầu bổ sung',
    titleEn: 'Papers may not be asked for again',
  },
  'signed-file-missing': { status: 409, title: 'Kết quả điện tử cần tệp đã ký', titleEn: 'An electronic result needs its signed file' },
  'originals-mismatch': {
    status: 409,
    title: 'Bản chính không khớp với giấy tờ đã nộp',
    titleEn: 'The originals do not match what was handed in',
  },
  'calendar-not-covered': {
    status: 409,
    title: 'Chưa công bố lịch làm việc cho thời gian này',
    titleEn: 'No published calendar covers this time',
  },
  'dossier-not-open': { status: 409, title: 'Hồ sơ chưa được mở', titleEn: 'The dossier is not open yet' },
});
