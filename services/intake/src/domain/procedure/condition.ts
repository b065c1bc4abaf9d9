import type { RuleCondition } from '@motcua/contracts';
import { isGiven, valueAt } from './pointer.ts';

/** Whether a condition on the form, of a field, a paper or a rule, holds; no condition always does. */
export const holds = (condition: RuleCondition | undefined, form: unknown): boolean =>
  condition === undefined ||
  condition.all.every(({ path, in: values, notIn, exists }) => {
    const value = valueAt(form, path);
    if (exists !== undefined && isGiven(value) !== exists) return false;
    if (notIn?.includes(value as string | number | boolean)) return false;
    return values === undefined || (isGiven(value) && values.includes(value as string | number | boolean));
  });
