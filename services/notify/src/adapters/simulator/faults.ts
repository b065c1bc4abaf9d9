export const faultKinds = [
  'too-many',
  'server-error',
  'error-body',
  'refuse',
  'reset-before-accept',
  'reset-after-accept',
  'hang-after-accept',
  'early-receipt',
  'duplicate-receipts',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What a provider does wrong on purpose: `times` more times, to one provider or to both. */
export interface FaultPlan {
  readonly kind: FaultKind;
  readonly provider?: string;
  readonly left: number;
  /** How often it has really happened. */
  readonly happened: number;
}
export interface Faults {
  plan(kind: FaultKind, times: number, provider?: string): void;
  /** The first of these kinds that is planned; taking it makes it happen. */
  take(kinds: readonly FaultKind[], provider: string): FaultKind | undefined;
  list(): readonly FaultPlan[];
  clear(): void;
}

export const isFaultKind = (value: unknown): value is FaultKind => faultKinds.some((kind) => kind === value);

export const openFaults = (): Faults => {
  let plans: { kind: FaultKind; provider?: string; left: number; happened: number }[] = [];
  return {
    plan: (kind, times, provider) => void plans.push({ kind, left: times, happened: 0, ...(provider === undefined ? {} : { provider }) }),
    take: (kinds, provider) => {
      const plan = plans.find((p) => p.left > 0 && kinds.includes(p.kind) && (p.provider === undefined || p.provider === provider));
      if (!plan) return undefined;
      plan.left -= 1;
      plan.happened += 1;
      return plan.kind;
    },
    list: () => plans.map((plan) => ({ ...plan })),
    clear: () => {
      plans = [];
    },
  };
};
