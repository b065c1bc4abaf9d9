import type { DirectoryPublished, ProcedurePublished } from '@motcua/contracts';
import { procedure } from './dossier-life.ts';

const say = (vi: string, en: string) => ({ vi, en });
const by = { at: '2026-11-23T08:00:00+07:00', by: 'cong-bo' };
const found = { source: 'Luật Hộ tịch', confidence: 'A' } as const;
const step = (key: string) => ({ key, name: say('Bước', 'Step'), unit: 'mot-cua', role: 'case-officer' as const, budget: 'PT1H' });

/** One commune, whose counter has this number. */
export const directoryWith = (phone: string, version = 1): DirectoryPublished => ({
  type: 'DirectoryPublished.v1',
  data: {
    ...by,
    version,
    definition: {
      province: 'H53',
      agencies: [
        {
          code: 'H53.12',
          name: say('UBND xã Bình Mẫu', 'Bình Mẫu Commune'),
          kind: 'commune',
          validFrom: '2025-07-01',
          counter: {
            name: say('Trung tâm xã Bình Mẫu', 'Bình Mẫu service centre'),
            address: 'ấp Trung Tâm',
            phone,
            hours: say('Thứ Hai đến thứ Sáu', 'Monday to Friday'),
          },
          units: [],
        },
      ],
      officers: [],
    },
  },
});

/** The procedure of the test's dossiers, done the same day where it is received by 15:00. */
export const sameDayProcedure: ProcedurePublished = {
  type: 'ProcedurePublished.v1',
  data: {
    ...by,
    version: 1,
    definition: {
      code: procedure.code,
      name: say(procedure.name, 'Birth registration'),
      level: 'commune',
      audience: ['citizen'],
      field: { code: 'G15-TP07', name: say('Hộ tịch', 'Civil status') },
      serviceLevel: 'full',
      words: [],
      channels: ['web'],
      competence: say('UBND cấp xã', 'The commune'),
      agencies: [],
      intakeLimits: {},
      legalTime: { value: 1, unit: 'sameDay', cutOff: '15:00', ...found },
      supplement: { clock: 'reset', resumeOn: 'receipt', ...found },
      result: {
        name: say('Giấy khai sinh', 'Birth certificate'),
        signer: say('Chủ tịch', 'Chair'),
        collectorSignsRegister: true,
        electronicCopy: true,
      },
      documents: [{ code: 'giay-chung-sinh', name: say('Giấy chứng sinh', 'Birth note'), owed: 'handIn', required: true, ...found }],
      form: { schema: {}, fields: [], rules: [], example: {}, relativeDates: [] },
      steps: [step('kiem-tra')],
      signing: { sign: step('ky'), issue: step('phat-hanh') },
      fees: [],
      legalBasis: [{ title: 'Luật Hộ tịch 2014', ...found }],
    },
  },
};
