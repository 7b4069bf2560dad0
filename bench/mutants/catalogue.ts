import { EQUIVALENTS } from './equivalents.ts';
import { EXPRESSION_FAULTS } from './expression-faults.ts';
import type { Fault } from './fault.ts';
import { LABEL_FAULTS } from './label-faults.ts';
import { ROUTE_FAULTS } from './route-faults.ts';
import { SPEC_FAULTS } from './spec-faults.ts';

/** Every class of faults, those that break nothing last. */
export const CATALOGUE: readonly Fault[] = [...EXPRESSION_FAULTS, ...LABEL_FAULTS, ...ROUTE_FAULTS, ...SPEC_FAULTS, ...EQUIVALENTS];
