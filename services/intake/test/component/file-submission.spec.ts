import { randomUUID } from 'node:crypto';
import { intakeCodec, SealedApplicant, SealedContact, SealedLookup, type SubmissionFiled } from '@motcua/contracts';
import { demoCalendars } from '@motcua/demo';
import { memoryEventStore, StoreUnavailable } from '@motcua/es';
import { checkHash, tokenHashOf, unseal, unwrapKey } from '@motcua/sealing';
import { beforeEach, describe, expect, test } from 'vitest';
import { applicant, citizen, counter, eventsOf, openWorld, refusalOf, stranger, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const file = (over = {}, idempotencyKey: string = randomUUID(), actor: Parameters<World['useCases']['assertMayFile']>[0] = citizen) =>
  world.useCases.fileSubmission({ actor, idempotencyKey, body: world.body(over), language: 'vi' });
const pointersOf = async (work: Promise<unknown>) => (await refusalOf(work))?.details?.errors?.map(({ pointer }) => pointer);

describe('filing', () => {
  test('answers an id, a request code, a link and a position, and stores one event that says nothing in clear', async () => {
    const filed = await file();
    expect(filed.requestCode).toMatch(/^YC-/);
    expect(filed.tracking.token).toMatch(/^[\w-]{43}$/);
    expect(filed.tracking.url).toBe(`http://127.0.0.1:8080/s#${filed.tracking.token}`);
    const [event, ...rest] = await eventsOf(world.store);
    expect(rest).toEqual([]);
    expect(event).toMatchObject({ stream: `submission-${filed.id}`, revision: 0, position: filed.position, type: 'SubmissionFiled.v1' });
    expect(intakeCodec['SubmissionFiled.v1']?.safeParse(event?.data).success).toBe(true);
    const text = JSON.stringify(event);
    for (const secret of [...Object.values(applicant), filed.tracking.token, 'Lê Thử An']) expect(text).not.toContain(secret);
  });

  test('the sealed blocks open to what each reader may know', async () => {
    const filed = await file({ notify: { language: 'en', email: true } });
    const { data } = (await eventsOf(world.store))[0] as unknown as SubmissionFiled;
    const key = (await world.keys.keysOf([filed.id])).get(filed.id) ?? new Uint8Array();
    expect(SealedApplicant.parse(unseal(data.sealed.applicant, key)).applicant).toEqual(applicant);
    const lookup = SealedLookup.parse(unseal(data.sealed.lookup, key));
    expect(lookup.maskedName).toBe('T. T. T. An');
    expect(lookup.checks).toEqual(['5678', '0123'].map((digits) => checkHash(lookup.salt, digits)));
    expect(SealedContact.parse(unseal(data.sealed.contact, key))).toEqual({
      phone: '+84912345678',
      sms: true,
      byEmail: true,
      language: 'en',
    });
    expect(unseal(data.sealed.form, key)).toMatchObject({ form: world.body().form, warnings: expect.any(Array) });
    expect(data.tracking.tokenHash).toBe(tokenHashOf(filed.tracking.token));
    expect(data.missing).toEqual(['giay-chung-sinh']);
  });

  test('who has neither phone nor national id gets a check for the receipt', async () => {
    const filed = await file({ applicant: { fullName: 'Nguyễn Văn Thử', passport: { number: 'C1234567', country: 'VN' } } });
    const { data } = (await eventsOf(world.store))[0] as unknown as SubmissionFiled;
    const key = (await world.keys.keysOf([filed.id])).get(filed.id) ?? new Uint8Array();
    const { receiptCheck = '' } = SealedApplicant.parse(unseal(data.sealed.applicant, key));
    expect(receiptCheck).toMatch(/^\d{4}$/);
    const lookup = SealedLookup.parse(unseal(data.sealed.lookup, key));
    expect(lookup.checks).toEqual([checkHash(lookup.salt, receiptCheck)]);
  });

  test('an officer files over the counter and his agency receives; nobody else may', async () => {
    await file({ channel: 'counter' }, 'k', counter);
    const [event] = await eventsOf(world.store);
    expect(event?.data).toMatchObject({ by: { kind: 'officer', officer: 'tiep-nhan' }, receivingAgency: 'H53.12' });
    await file({ channel: 'post' }, 'k', stranger);
    expect((await eventsOf(world.store))[1]?.data).toMatchObject({ agency: 'H53.12', receivingAgency: 'H53.99' });
    expect((await refusalOf(file({ channel: 'assisted' })))?.code).toBe('unauthenticated');
    expect((await refusalOf(file({ channel: 'counter' }, 'k2', { ...counter, roles: ['case-officer'] })))?.code).toBe('forbidden');
  });
});

describe('the warning of a late birth registration', () => {
  const published = demoCalendars.map((definition) => ({ kind: 'calendar' as const, version: 1, definition }));
  const isWarned = async (birthDate: string): Promise<boolean> => {
    const { form } = world.body();
    const { id } = await file({ form: { ...form, child: { ...(form['child'] as object), birthDate } } });
    const { warnings } = (await world.useCases.readSubmission(id, counter)) as { warnings: { key: string }[] };
    return warnings.some(({ key }) => key === 'qua-han-60-ngay');
  };

  // The 60th day after 25/9/2026 is Tuesday 24/11, Ngày Văn hóa Việt Nam: whoever comes on Wednesday is in time.
  test('knows the days off of the published calendar, as the fee does', async () => {
    world.catalogue.take(published);
    world.pass(86_400_000);
    expect([await isWarned('2026-09-25'), await isWarned('2026-09-24')]).toEqual([false, true]);
    world.pass(86_400_000);
    expect(await isWarned('2026-09-25')).toBe(true);
  });

  test('counts every day where no calendar is published, and refuses nobody for that', async () => {
    world.pass(86_400_000);
    expect([await isWarned('2026-09-26'), await isWarned('2026-09-25')]).toEqual([false, true]);
  });

  test('goes by the newest version of a calendar', async () => {
    world.catalogue.take(published);
    world.pass(86_400_000);
    world.catalogue.take(
      published.map(({ definition, kind }) => ({
        kind,
        version: 2,
        definition: { ...definition, daysOff: definition.daysOff.filter(({ from }) => from !== '2026-11-24') },
      })),
    );
    expect(await isWarned('2026-09-25')).toBe(true);
  });
});

describe('the rules of first procedures', () => {
  const birth = (over: object) => ({ form: { ...world.body().form, ...over } });
  const seen = async (id: string) =>
    (await world.useCases.readSubmission(id, counter)) as unknown as { form: { child: object }; warnings: { key: string }[] };
  const warned = async (over: object): Promise<string[]> => {
    const { id } = await file(birth(over));
    return (await seen(id)).warnings.map(({ key }) => key);
  };
  const parentless = { mother: { unknown: true }, father: { unknown: true }, marriage: { registered: false }, relation: 'carer' };

  test('a child has a parent, unless it was abandoned', async () => {
    expect(await pointersOf(file(birth(parentless)))).toEqual(['/form/mother/fullName']);
    expect(await pointersOf(file(birth({ ...parentless, birthEvidence: 'witness' })))).toEqual(['/form/mother/fullName']);
    expect((await file(birth({ ...parentless, birthEvidence: 'abandoned' }))).requestCode).toMatch(/^YC-/);
  });

  test('parents who are not married are told to the officer, where both are named', async () => {
    expect(await warned({ marriage: { registered: false } })).toContain('nhan-cha-cung-luc');
    expect(await warned({ marriage: undefined })).toContain('nhan-cha-cung-luc');
    expect(await warned({})).not.toContain('nhan-cha-cung-luc');
    expect(await warned({ marriage: { registered: false }, father: { unknown: true } })).not.toContain('nhan-cha-cung-luc');
  });

  test('the date of birth is written out by the system, and compared where it was sent', async () => {
    const child = { ...(world.body().form['child'] as object), birthDate: '2026-11-12' };
    const { id } = await file(birth({ child }));
    const birthDateInWords = 'Ngày mười hai, tháng mười một, năm hai nghìn không trăm hai mươi sáu';
    expect((await seen(id)).form.child).toMatchObject({ birthDate: '2026-11-12', birthDateInWords });
    expect(await warned({ child: { ...child, birthDateInWords } })).not.toContain('ngay-sinh-bang-chu');
    expect(await warned({ child: { ...child, birthDateInWords: birthDateInWords.replace('hai,', 'ba,') } })).toContain(
      'ngay-sinh-bang-chu',
    );
  });

  test('whoever is neither parent nor carer owes an authorisation, relatives the proof that they are', async () => {
    const missingOf = async (relation: string) => {
      const { id } = await file(birth({ relation }));
      return (await world.useCases.readSubmission(id, counter)).missing.includes('van-ban-uy-quyen');
    };
    const relations = ['father', 'mother', 'carer', 'grandparent', 'relative', 'authorised'];
    expect(await Promise.all(relations.map(missingOf))).toEqual([false, false, false, true, true, true]);
  });

  test('a business is registered where it is, and whoever files elsewhere is told where', async () => {
    const { form } = world.body({}, '1.001612');
    const at = (commune: string) => ({ ...form, business: { ...(form['business'] as object), address: { province: '80', commune } } });
    const filing = (commune: string, agency: string) => file({ procedure: '1.001612', form: at(commune), agency });
    const refused = await refusalOf(filing('25001', 'H53.12'));
    expect(refused?.details?.errors).toMatchObject([
      { pointer: '/form/business/address', message: 'Nơi bán hàng thuộc phường Tân Mẫu. Xin chọn nơi nộp là UBND phường Tân Mẫu.' },
    ]);
    expect((await filing('25001', 'H53.99')).requestCode).toMatch(/^YC-/);
    expect(await pointersOf(filing('25000', 'H53.99'))).toEqual(['/form/business/address']);
  });
});

describe('refusals name the field and leave nothing', () => {
  test.each([
    ['an unknown procedure', { procedure: '9.999999' }, ['/procedure']],
    ['an agency that is not competent', { agency: 'H53' }, ['/agency']],
    ['an unknown paper', { documents: [{ code: 'giay-la', uploadId: randomUUID() }] }, ['/documents/0/code']],
    ['an unknown upload', { documents: [{ code: 'giay-chung-sinh', uploadId: randomUUID() }] }, ['/documents/0/uploadId']],
    [
      'post without an address',
      { delivery: { method: 'post' }, applicant: { fullName: 'An Thử', nationalId: '099198000123' } },
      ['/delivery/address'],
    ],
  ])('%s', async (_name, over, pointers) => {
    expect(await pointersOf(file(over))).toEqual(pointers);
    expect(await eventsOf(world.store)).toEqual([]);
  });

  test('a form is checked by the procedure’s schema and its rules', async () => {
    const { form } = world.body();
    expect(await pointersOf(file({ form: {} }))).toContain('/form/declaration');
    expect(await pointersOf(file({ form: { ...form, surprise: 1 } }))).toEqual(['/form/surprise']);
    const child = form['child'] as object;
    expect(await pointersOf(file({ form: { ...form, child: { ...child, birthDate: '2027-01-01' } } }))).toEqual(['/form/child/birthDate']);
  });

  test('a short key of somebody unknown', async () => {
    expect(await pointersOf(file({}, 'short'))).toEqual(['Idempotency-Key']);
  });

  test('a form that fills an append', async () => {
    const body = world.body();
    world.catalogue.take([
      {
        kind: 'procedure',
        version: 2,
        definition: {
          ...(world.catalogue.procedure('1.001193')?.definition as never as object),
          form: { schema: {}, fields: [], rules: [], example: {}, relativeDates: [] },
        } as never,
      },
    ]);
    const large = world.useCases.fileSubmission({
      actor: citizen,
      idempotencyKey: randomUUID(),
      body: { ...body, form: { text: 'x'.repeat(300_000) } },
      language: 'vi',
    });
    expect((await refusalOf(large))?.code).toBe('too-large');
  });
});

describe('the same key', () => {
  const key = 'a-key-of-sixteen-characters';
  test('answers the same, the token too', async () => {
    const first = await file({}, key);
    const again = await file({}, key);
    expect(again).toEqual({ ...first, replayed: true });
    expect(await eventsOf(world.store)).toHaveLength(1);
  });

  test('with another body is 422, another caller is another submission', async () => {
    const first = await file({}, key);
    expect((await refusalOf(file({ agency: 'H53.99' }, key)))?.code).toBe('idempotency-key-reused');
    expect((await refusalOf(file({ applicant: { ...applicant, nationalId: '099198000999' } }, key)))?.code).toBe('idempotency-key-reused');
    const officers = await file({}, key, counter);
    expect(officers.id).not.toBe(first.id);
  });

  test('fifty times at once is one submission, and everybody gets it', async () => {
    const filed = await Promise.all(Array.from({ length: 50 }, () => file({}, key)));
    expect(new Set(filed.map(({ id, tracking }) => `${id} ${tracking.token}`)).size).toBe(1);
    expect(filed.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await eventsOf(world.store)).toHaveLength(1);
  });

  test('is still answered when the form has become stricter', async () => {
    const { form } = world.body();
    const first = await file({ form }, key);
    world.pass(400 * 86_400_000);
    world.catalogue.take([
      {
        kind: 'procedure',
        version: 2,
        definition: { ...(world.catalogue.procedure('1.001193')?.definition as never as object), channels: ['counter'] } as never,
      },
    ]);
    expect((await file({ form }, key)).id).toBe(first.id);
    expect((await refusalOf(file({ form })))?.code).toBe('malformed');
  });

  test('after a failed append is tried again, also for another person', async () => {
    const store = memoryEventStore();
    let down = true;
    world = await openWorld({
      store: {
        ...store,
        append: (...input) => (down ? Promise.reject(new StoreUnavailable('full')) : store.append(...input)),
      },
    });
    await expect(file({}, key)).rejects.toThrow('full');
    down = false;
    const other = { ...applicant, nationalId: '099198000777' };
    const filed = await file({ applicant: other }, key);
    expect(filed.replayed).toBe(false);
    const { data } = (await eventsOf(world.store))[0] as unknown as SubmissionFiled;
    expect(await world.keys.dossiersOf(data.subjectId)).toEqual([filed.id]);
  });
});

describe('papers', () => {
  const documents = (uploadId: string) => [{ code: 'giay-chung-sinh', uploadId }];

  test('are bound, and their key goes over to the dossier', async () => {
    const { uploadId } = await world.upload();
    const filed = await file({ documents: documents(uploadId) });
    const { data } = (await eventsOf(world.store, 'SubmissionFiled.v1'))[0] as unknown as SubmissionFiled;
    expect(data.missing).toEqual([]);
    const key = (await world.keys.keysOf([filed.id])).get(filed.id) ?? new Uint8Array();
    const [document] = data.documents;
    expect(unwrapKey(document?.wrappedKey ?? '', key)).toHaveLength(32);
    expect(unseal(document?.name ?? '', key)).toBe('giấy chứng sinh.png');
    expect((await world.keys.keysOf([uploadId])).size).toBe(0);
  });

  test('belong to the first dossier that names them; the second binds nothing of its own either', async () => {
    const taken = await world.upload();
    const free = await world.upload();
    await file({ documents: documents(taken.uploadId) });
    const refused = file({ documents: [...documents(free.uploadId), ...documents(taken.uploadId)] });
    expect((await refusalOf(refused))?.code).toBe('upload-taken');
    expect(await eventsOf(world.store, 'UploadBound.v1')).toHaveLength(1);
    await file({ documents: documents(free.uploadId) });
  });

  test('a refused submission binds nothing', async () => {
    const { uploadId } = await world.upload();
    await refusalOf(file({ agency: 'H53', documents: documents(uploadId) }));
    expect(await eventsOf(world.store, 'UploadBound.v1')).toEqual([]);
  });

  test('held by a filing that failed are free again after a minute', async () => {
    const store = memoryEventStore();
    let down = false;
    world = await openWorld({
      store: {
        ...store,
        append: (stream, ...rest) =>
          down && stream.startsWith('submission-') ? Promise.reject(new StoreUnavailable('full')) : store.append(stream, ...rest),
      },
    });
    const { uploadId } = await world.upload();
    down = true;
    await expect(file({ documents: documents(uploadId) })).rejects.toThrow('full');
    down = false;
    expect((await refusalOf(file({ documents: documents(uploadId) })))?.code).toBe('upload-taken');
    world.pass(61_000);
    await file({ documents: documents(uploadId) });
  });
});
