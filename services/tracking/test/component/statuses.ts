import type { DossierState } from '@motcua/contracts';
import type { StatusView } from '../../src/http/pages/status-view.ts';

const at = '2026-11-24T08:10:00+07:00';

/** A status in any state, with invented people, as a citizen could see it. */
export function statusIn(state: DossierState, over: Partial<StatusView> = {}): StatusView {
  return {
    code: 'H53.12-261124-0007',
    requestCode: 'YC-7K3M-9QXD-2F4H',
    procedure: { code: '1.001193', name: 'Đăng ký khai sinh' },
    applicant: 'T. T. T. Nghiệm',
    stage: { state, since: at },
    holder: { agency: 'UBND xã Bình Mẫu', unit: 'Tư pháp – Hộ tịch', officer: 'Phạm Văn Minh Họa' },
    clock: { dueAt: '2026-11-27T14:00:00+07:00', originalDueAt: '2026-11-27T14:00:00+07:00', running: true, standing: 'inTime' },
    timeline: Array.from({ length: 7 }, (_, index) => ({
      at,
      event: index === 0 ? 'DossierOpened' : 'StepCompleted',
      title: `Việc ${index + 1}`,
    })),
    ...over,
  };
}
