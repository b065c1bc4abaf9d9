import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { FieldError, Language } from './form-error.ts';

/** At most so many errors are told; a hostile form must not make a large answer. */
const mostErrors = 50;

type Words = (params: Readonly<Record<string, unknown>>) => readonly [vi: string, en: string];
const words: Readonly<Record<string, Words>> = {
  required: () => ['Cần điền mục này', 'This is required'],
  type: ({ type }) =>
    type === 'integer' || type === 'number'
      ? ['Xin ghi bằng chữ số, ví dụ 2', 'Please write it in figures, e.g. 2']
      : ['Giá trị không đúng kiểu', 'Not of the right type'],
  enum: () => ['Hãy chọn một trong các mục có sẵn', 'Choose one of the given values'],
  const: () => ['Cần đánh dấu mục này', 'This must be confirmed'],
  format: ({ format }) =>
    format === 'date'
      ? ['Không có ngày này. Xin xem lại ngày, tháng, năm', 'There is no such date. Check day, month and year']
      : ['Chưa đúng dạng', 'Not in the right format'],
  pattern: () => ['Chưa đúng dạng', 'Not in the right format'],
  minLength: ({ limit }) => [`Cần ít nhất ${limit} ký tự`, `At least ${limit} characters`],
  maxLength: ({ limit }) => [`Nhiều nhất ${limit} ký tự`, `At most ${limit} characters`],
  minimum: ({ limit }) => [`Nhỏ nhất là ${limit}`, `At least ${limit}`],
  maximum: ({ limit }) => [`Lớn nhất là ${limit}`, `At most ${limit}`],
  minItems: ({ limit }) => [`Cần ít nhất ${limit} dòng`, `At least ${limit} entries`],
  maxItems: ({ limit }) => [`Nhiều nhất ${limit} dòng`, `At most ${limit} entries`],
  additionalProperties: () => ['Biểu mẫu không có mục này', 'The form has no such field'],
  unevaluatedProperties: () => ['Biểu mẫu không có mục này', 'The form has no such field'],
};
/** These only say that something below or beside them failed, which is told by itself. */
const echoes = new Set(['if', 'oneOf', 'anyOf', 'allOf', 'not', '$ref']);
/** The field is not where the rule stands but one below. */
const below: Readonly<Record<string, string>> = {
  required: 'missingProperty',
  dependentRequired: 'missingProperty',
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
};

const escaped = (part: string): string => part.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');

/** A box that must be ticked and was not is missing from the form; its reader was asked for a tick, not for words. */
const isUnticked = ({ keyword, params, parentSchema }: ErrorObject): boolean =>
  keyword === 'required' &&
  (parentSchema?.properties as Record<string, { const?: unknown }> | undefined)?.[params.missingProperty]?.const === true;

const told = (error: ErrorObject, language: Language): FieldError => {
  const { instancePath, keyword, params } = error;
  const name = below[keyword] === undefined ? undefined : (params as Record<string, unknown>)[below[keyword]];
  const [vi, en] = words[isUnticked(error) ? 'const' : keyword]?.(params) ?? ['Chưa hợp lệ', 'Not valid'];
  return {
    pointer: `/form${instancePath}${typeof name === 'string' ? `/${escaped(name)}` : ''}`,
    code: keyword,
    message: language === 'vi' ? vi : en,
  };
};

export type FormCheck = (form: unknown, language: Language) => readonly FieldError[];

/** Compiles an e-form's JSON Schema 2020-12, once per procedure version. Throws where the schema itself is wrong. */
export const compileForm = (schema: Readonly<Record<string, unknown>>): FormCheck => {
  // An asynchronous schema answers a promise, which is true for every form, and whose refusal nobody would catch.
  if ('$async' in schema) throw new RangeError('an asynchronous schema');
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    coerceTypes: false,
    useDefaults: false,
    messages: false,
    verbose: true,
    logger: false,
  });
  ajvFormats.default(ajv);
  const validate: ValidateFunction = ajv.compile(schema);
  return (form, language) => {
    if (validate(form)) return [];
    const all = validate.errors ?? [];
    // They carry what the citizen wrote, and would stay with the schema until the next form.
    validate.errors = null;
    const plain = all.filter(({ keyword }) => !echoes.has(keyword));
    return (plain.length > 0 ? plain : all).slice(0, mostErrors).map((error) => told(error, language));
  };
};
