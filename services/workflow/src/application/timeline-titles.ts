/** What an officer reads in the timeline; event names stay the same in every language. */
const titles: Readonly<Record<string, { vi: string; en: string }>> = {
  DossierOpened: { vi: 'Đã nhận hồ sơ nộp', en: 'Submission received' },
  DossierAccepted: { vi: 'Tiếp nhận hồ sơ', en: 'Accepted' },
  DossierRefused: { vi: 'Không tiếp nhận hồ sơ', en: 'Not taken in' },
  DossierForwarded: { vi: 'Chuyển xử lý', en: 'Forwarded' },
  DossierAssigned: { vi: 'Phân công xử lý', en: 'Assigned' },
  StepCompleted: { vi: 'Hoàn thành bước', en: 'Step completed' },
  SupplementRequested: { vi: 'Yêu cầu bổ sung giấy tờ', en: 'Papers asked for' },
  SupplementNoted: { vi: 'Nhận giấy tờ bổ sung', en: 'Papers received' },
  DossierResumed: { vi: 'Đã đủ giấy tờ, tiếp tục xử lý', en: 'All papers came, going on' },
  DossierWithdrawn: { vi: 'Rút hồ sơ', en: 'Withdrawn' },
  WithdrawalDeclined: { vi: 'Không thể rút hồ sơ', en: 'Withdrawal declined' },
  ResultSigned: { vi: 'Ký kết quả', en: 'Result signed' },
  ResultNumbered: { vi: 'Lấy số kết quả', en: 'Result numbered' },
  ResultIssued: { vi: 'Đã có kết quả', en: 'Result issued' },
  ResultReturned: { vi: 'Đã trả kết quả', en: 'Result handed out' },
  DeadlineBreached: { vi: 'Quá hạn giải quyết', en: 'Deadline passed' },
};

export const timelineTitle = (event: string, language: 'vi' | 'en'): string => titles[event]?.[language] ?? event;
