import { DirectoryDefinition } from '@motcua/contracts';

const validFrom = '2025-07-01';
const hours = {
  vi: 'Thứ Hai đến thứ Sáu, 7 giờ 30 – 11 giờ 30 và 13 giờ 30 – 17 giờ',
  en: 'Monday to Friday, 07:30–11:30 and 13:30–17:00',
};

const counterOfBinhMau = {
  name: { vi: 'Trung tâm Phục vụ hành chính công xã Bình Mẫu', en: 'Bình Mẫu Public Service Centre' },
  address: 'Ấp Trung Tâm, xã Bình Mẫu',
  phone: '0276 000 0012',
  hours,
};

const units = (place: string, kind: 'xã' | 'phường') => [
  {
    key: 'mot-cua',
    name: { vi: `Trung tâm Phục vụ hành chính công ${kind} ${place}`, en: 'Public service centre' },
    roleInDossier: { vi: 'Tiếp nhận, số hóa, trả kết quả', en: 'Takes in, digitises, hands out' },
  },
  {
    key: 'tu-phap-ho-tich',
    name: { vi: `Văn phòng HĐND và UBND ${kind} – Tư pháp, hộ tịch`, en: 'Civil status desk' },
    roleInDossier: { vi: 'Giải quyết việc hộ tịch', en: 'Appraises civil-status matters' },
  },
  {
    key: 'kinh-te',
    name: {
      vi: kind === 'xã' ? 'Phòng Kinh tế xã' : 'Phòng Kinh tế, Hạ tầng và Đô thị phường',
      en: 'Economy office',
    },
    roleInDossier: { vi: 'Giải quyết đăng ký hộ kinh doanh', en: 'Appraises household businesses' },
  },
  {
    key: 'van-hoa-xa-hoi',
    name: { vi: `Phòng Văn hóa – Xã hội ${kind}`, en: 'Culture and social office' },
    roleInDossier: { vi: 'Chờ các thủ tục sau', en: 'For later procedures' },
  },
  {
    key: 'lanh-dao',
    name: { vi: `Lãnh đạo UBND ${kind}`, en: 'Commune leadership' },
    roleInDossier: { vi: 'Ký', en: 'Signs' },
  },
  {
    key: 'van-thu',
    name: { vi: `Văn thư – Văn phòng HĐND và UBND ${kind}`, en: "Clerk's desk" },
    roleInDossier: { vi: 'Vào số, đóng dấu, phát hành', en: 'Numbers, stamps, issues' },
  },
];

/** An invented province, its demo commune and a stranger. Unit names follow the commune offices of 2025 (NĐ 150/2025). */
export const demoDirectory: DirectoryDefinition = DirectoryDefinition.parse({
  province: 'H53',
  agencies: [
    { code: 'H53', name: { vi: 'Tỉnh Minh Họa', en: 'Minh Họa Province' }, kind: 'province', validFrom, units: [] },
    {
      code: 'H53.12',
      name: { vi: 'UBND xã Bình Mẫu', en: "Bình Mẫu Commune People's Committee" },
      kind: 'commune',
      validFrom,
      counter: counterOfBinhMau,
      units: units('Bình Mẫu', 'xã'),
    },
    {
      code: 'H53.99',
      name: { vi: 'UBND phường Tân Mẫu', en: "Tân Mẫu Ward People's Committee" },
      kind: 'commune',
      validFrom,
      counter: {
        name: { vi: 'Trung tâm Phục vụ hành chính công phường Tân Mẫu', en: 'Tân Mẫu Public Service Centre' },
        address: 'Khu phố 1, phường Tân Mẫu',
        phone: '0276 000 0099',
        hours,
      },
      units: units('Tân Mẫu', 'phường'),
    },
  ],
  officers: [
    {
      id: 'tiep-nhan',
      name: 'Lê Thị Ví Dụ',
      title: { vi: 'Công chức tiếp nhận và trả kết quả, quầy 2', en: 'Counter officer, desk 2' },
      agency: 'H53.12',
      units: ['mot-cua', 'van-thu'],
      validFrom,
    },
    {
      id: 'chuyen-vien',
      name: 'Phạm Văn Minh Họa',
      title: { vi: 'Công chức tư pháp – hộ tịch (kiêm đăng ký kinh doanh)', en: 'Civil status officer (also business registration)' },
      agency: 'H53.12',
      units: ['tu-phap-ho-tich', 'kinh-te'],
      validFrom,
    },
    {
      id: 'lanh-dao',
      name: 'Trần Văn Thử Nghiệm',
      title: { vi: 'Phó Chủ tịch UBND xã', en: "Vice-Chair of the Commune People's Committee" },
      agency: 'H53.12',
      units: ['lanh-dao'],
      validFrom,
    },
    {
      id: 'cong-bo',
      name: 'Vũ Thị Thí Dụ',
      title: { vi: 'Kiểm soát thủ tục hành chính', en: 'Procedure controller' },
      agency: 'H53.12',
      units: ['mot-cua'],
      validFrom,
    },
    {
      id: 'van-hanh',
      name: 'Hoàng Văn Giả Định',
      title: { vi: 'Quản trị hệ thống', en: 'System operator' },
      agency: 'H53.12',
      units: [],
      validFrom,
    },
    {
      id: 'tiep-nhan-khac',
      name: 'Đỗ Thị Mẫu',
      title: { vi: 'Công chức tiếp nhận, phường Tân Mẫu', en: 'Counter officer, Tân Mẫu' },
      agency: 'H53.99',
      units: ['mot-cua'],
      validFrom,
    },
  ],
});
