import { bendsOf, type Bend } from './bends.ts';
import { EXPRESSION_FAULTS } from './expression-faults.ts';
import type { RuleFileText, Surroundings } from './fault.ts';
import { LABEL_FAULTS } from './label-faults.ts';

/** Every mutant of a rule file: each rule deleted and bent, and what happened somewhere. No two have the same text. */
export function ruleMutants(file: RuleFileText, around: Surroundings): readonly Bend[] {
  const happened = [...EXPRESSION_FAULTS, ...LABEL_FAULTS].flatMap((fault) =>
    [...fault.mutants(file, around)].flatMap(({ where, text }): readonly Bend[] => (text === undefined ? [] : [{ fault: fault.name, where: where.replace(` in ${file.path}`, ''), text }])),
  );
  const all = new Map<string, Bend>();
  for (const one of [...bendsOf(file.text), ...happened]) if (!all.has(one.text)) all.set(one.text, one);
  return [...all.values()];
}
