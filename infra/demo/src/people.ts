import type { Applicant } from '@motcua/contracts';

/** An invented person: ids begin with 099, which no province has, and telephone numbers are +8490000000x. */
export const person = (fullName: string, nationalId: string, number: number): Applicant => ({
  fullName,
  nationalId,
  phone: `+84900000${String(number).padStart(3, '0')}`,
  address: 'Ấp Trung Tâm, xã Bình Mẫu, tỉnh Minh Họa',
});
