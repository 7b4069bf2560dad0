import type { Bend } from './bends.ts';

/** Mutants that no test can tell from the rule as it is, and why. */
export const HARMLESS: readonly { readonly fault: RegExp; readonly where: RegExp; readonly because: string }[] = [
];

/** Why a mutant that no test notices is none; undefined where it is a survivor. */
export function whyHarmless({ fault, where }: Bend): string | undefined {
  return HARMLESS.find((one) => one.fault.test(fault) && one.where.test(where))?.because;
}
