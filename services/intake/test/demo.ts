import { demoProcedures, exampleOn } from '@motcua/demo';

export const demo = demoProcedures;
export const birthExample = (today: string): Record<string, unknown> => {
  const [birth] = demoProcedures;
  if (!birth) throw new Error('no demo procedure');
  return exampleOn(birth.form, today);
};
