import { Applicant, DossierState, FiledBy } from '@motcua/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { demoDirectory, demoDossiers, demoProcedures } from './index.ts';

const dossiers = demoDossiers('2026-11-24');
const procedureOf = (code: string) => {
  const found = demoProcedures.find((procedure) => procedure.code === code);
  if (!found) throw new Error(`no procedure ${code}`);
  return found;
};

test('one in every state of the spine', () => {
  const later = ['awaitingPayment', 'suspended', 'stopped'];
  expect(new Set(dossiers.map(({ state }) => state))).toEqual(new Set(DossierState.options.filter((state) => !later.includes(state))));
  expect(new Set(dossiers.map(({ key }) => key)).size).toBe(dossiers.length);
});

describe.each(dossiers.map((dossier) => [dossier.key, dossier] as const))('%s', (_, { submission, photos, acts }) => {
  const procedure = procedureOf(submission.procedure);

  test('is a valid submission of an invented person', () => {
    const ajv = new Ajv2020({ allErrors: true });
    formats.default(ajv);
    const valid = ajv.compile(procedure.form.schema);
    expect(valid(submission.form) || valid.errors).toBe(true);
    expect(Applicant.parse(submission.applicant).nationalId).toMatch(/^099/);
    if (submission.filedBy) FiledBy.parse(submission.filedBy);
    expect(photos.filter((code) => !procedure.documents.some((paper) => paper.code === code))).toEqual([]);
  });

  test('asks only officers, units, steps and papers that exist', () => {
    const agency = demoDirectory.agencies.find(({ code }) => code === submission.agency);
    for (const act of acts) {
      if (act.by === 'citizen') continue;
      expect(demoDirectory.officers.map(({ id }) => id)).toContain(act.officer);
      if (act.command === 'forward') expect(agency?.units.map(({ key }) => key)).toContain(act.body.unit);
      if (act.command === 'complete-step') expect(procedure.steps.map(({ key }) => key)).toContain(act.body.step);
    }
  });
});
