import type { Condition } from '@motcua/contracts';
import { isGiven, valueAt } from './pointer.ts';

/** Whether a condition on the form holds; no condition always does. */
export const holds = (condition: Condition | undefined, form: unknown): boolean =>
  condition === undefined ||
  condition.all.every(({ path, in: values, exists }) => {
    const value = valueAt(form, path);
    if (exists !== undefined && isGiven(value) !== exists) return false;
    return values === undefined || (isGiven(value) && values.includes(value as string | number | boolean));
  });
