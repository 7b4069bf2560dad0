import { ALERTMANAGER } from './codes/alertmanager.ts';
import { CONTRACT } from './codes/contract.ts';
import { COVERAGE } from './codes/coverage.ts';
import { DRILL } from './codes/drill.ts';
import { LANGUAGE } from './codes/language.ts';
import { OBJECTIVE } from './codes/objective.ts';
import { OUTPUT } from './codes/output.ts';
import { PROMQL } from './codes/promql.ts';
import { REFERENCE } from './codes/reference.ts';
import { SOURCE } from './codes/source.ts';
import { TEXT } from './codes/text.ts';
import type { Entry } from './entry.ts';

export type { Entry, Severity } from './entry.ts';

const CODES = { ...SOURCE, ...LANGUAGE, ...REFERENCE, ...CONTRACT, ...PROMQL, ...TEXT, ...OBJECTIVE, ...ALERTMANAGER, ...COVERAGE, ...OUTPUT, ...DRILL };

/** A stable name of a kind of problem; the prose of a code may change, its meaning does not. */
export type Code = keyof typeof CODES;

/** Every code the tool can report. */
export const REGISTRY: Readonly<Record<Code, Entry>> = CODES;
