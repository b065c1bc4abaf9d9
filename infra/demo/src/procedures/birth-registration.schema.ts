import {
  addressOf,
  communeCode,
  communeOf,
  country,
  date,
  nationalId,
  oneOfValues,
  personName,
  pledge,
  provinceCode,
  record,
  requiredWhen,
  sex,
  text,
} from './form-parts.ts';

const parent = record(
  {
    unknown: { type: 'boolean' },
    fullName: personName,
    birthDate: date,
    nationalId,
    ethnicity: text(40),
    nationality: country,
    address: addressOf,
  },
  [],
  { if: { properties: { unknown: { const: true } }, required: ['unknown'] }, else: { required: ['fullName'] } },
);

export const birthSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...record(
    {
      relation: oneOfValues('father', 'mother', 'grandparent', 'relative', 'carer', 'authorised'),
      requesterAddress: addressOf,
      child: record(
        {
          fullName: personName,
          birthDate: date,
          birthDateInWords: text(120),
          sex,
          ethnicity: text(40),
          nationality: country,
          birthPlace: record(
            { kind: oneOfValues('facility', 'home', 'other'), name: text(120), province: provinceCode, commune: communeCode },
            ['kind', 'province', 'commune'],
            requiredWhen('kind', 'facility', 'name'),
          ),
          homeTown: communeOf,
        },
        ['fullName', 'birthDate', 'sex', 'ethnicity', 'nationality', 'birthPlace', 'homeTown'],
      ),
      birthEvidence: oneOfValues('certificate', 'witness', 'pledge', 'abandoned'),
      birthCertNumber: text(30),
      surrogacy: { type: 'boolean' },
      mother: parent,
      father: parent,
      marriage: record({ registered: { type: 'boolean' }, number: text(30), date, place: text(120) }, ['registered']),
      exemption: oneOfValues('merit', 'poor', 'disabled'),
      copies: { type: 'integer', minimum: 0, maximum: 10, default: 0 },
      declaration: pledge,
    },
    ['relation', 'requesterAddress', 'child', 'declaration'],
  ),
};
