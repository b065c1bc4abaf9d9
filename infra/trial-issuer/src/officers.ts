import type { OfficerRole } from '@motcua/service-kit';

/** An invented officer of the trial; names and titles as in the demo directory. */
export interface DemoOfficer {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly agency: string;
  /** Where he mostly works; absent: in no unit. */
  readonly unit?: string;
  readonly roles: readonly OfficerRole[];
}

/** All with the password `demo`. */
export const demoOfficers: readonly DemoOfficer[] = [
  {
    id: 'tiep-nhan',
    name: 'Lê Thị Ví Dụ',
    title: 'Công chức tiếp nhận và trả kết quả, quầy 2',
    agency: 'H53.12',
    unit: 'mot-cua',
    roles: ['counter-officer', 'clerk'],
  },
  {
    id: 'chuyen-vien',
    name: 'Phạm Văn Minh Họa',
    title: 'Công chức tư pháp – hộ tịch (kiêm đăng ký kinh doanh)',
    agency: 'H53.12',
    unit: 'tu-phap-ho-tich',
    roles: ['case-officer'],
  },
  {
    id: 'lanh-dao',
    name: 'Trần Văn Thử Nghiệm',
    title: 'Phó Chủ tịch UBND xã',
    agency: 'H53.12',
    unit: 'lanh-dao',
    roles: ['signer', 'head', 'supervisor'],
  },
  {
    id: 'cong-bo',
    name: 'Vũ Thị Thí Dụ',
    title: 'Kiểm soát thủ tục hành chính',
    agency: 'H53.12',
    unit: 'mot-cua',
    roles: ['publisher'],
  },
  {
    id: 'van-hanh',
    name: 'Hoàng Văn Giả Định',
    title: 'Quản trị hệ thống',
    agency: 'H53.12',
    roles: ['operator', 'auditor'],
  },
  {
    id: 'tiep-nhan-khac',
    name: 'Đỗ Thị Mẫu',
    title: 'Công chức tiếp nhận, phường Tân Mẫu',
    agency: 'H53.99',
    unit: 'mot-cua',
    roles: ['counter-officer'],
  },
];

export const demoPassword = 'demo';
export const findOfficer = (id: string | undefined): DemoOfficer | undefined => demoOfficers.find((officer) => officer.id === id);
