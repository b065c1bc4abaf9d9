import { localDateOf } from '../domain/local-date.ts';
import { crossCheck } from '../domain/procedure/cross-rules.ts';
import type { FieldError, Language } from '../domain/procedure/form-error.ts';
import type { IntakePorts } from './ports.ts';

/** What a procedure refuses of a form alone, for a page that has other mistakes to tell in the same round. Pointers are those of a submission. */
export const checkForm =
  ({ catalogue, now }: Pick<IntakePorts, 'catalogue' | 'now'>) =>
  (code: string, form: Readonly<Record<string, unknown>>, language: Language): readonly FieldError[] => {
    const procedure = catalogue.procedure(code);
    if (!procedure) return [];
    const errors = procedure.checkForm(form, language);
    return errors.length > 0
      ? errors
      : crossCheck(procedure.definition.form.rules, form, { on: localDateOf(now()), isDayOff: catalogue.isDayOff }, language).errors;
  };
