import { HOUR } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import { ALERT_SERIES } from '../promql/alert-series.ts';
import type { Expr } from '../promql/ast.ts';
import type { RuleFile, RuleGroup } from './rule.ts';

/** What a rule file costs the Prometheus that evaluates it. */
export interface Cost {
  readonly rules: number;
  /** Series it records, for each site it sees. */
  readonly recordedSeries: number;
  /** Samples of recorded series that its evaluations read in an hour: exact, since their number is known. */
  readonly recordedSamplesPerHour: number;
  /**
   * Samples read in an hour for each raw series that its selectors match; how many those are, only the running service knows. Those of
   * `ALERTS` are neither raw nor recorded by a rule, and not counted: an alert that does not fire has none, and one that does has one.
   */
  readonly samplesPerHourAndRawSeries: number;
}

/** What is said of a rule file in summaries. */
export interface RuleFileFacts extends Pick<RuleFile, 'path' | 'instance' | 'sites' | 'forRuler'> {
  /** How many alerts it has by name. */
  readonly alerts: number;
  readonly cost: Cost;
}

/** The facts of a rule file, which are much smaller than its rules. */
export function factsOf(file: RuleFile, settings: Settings): RuleFileFacts {
  const alerts = new Set(file.groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'alert' ? [rule.alert] : []))));
  return { path: file.path, instance: file.instance, sites: file.sites, ...(file.forRuler === true ? { forRuler: true as const } : {}), alerts: alerts.size, cost: costOf(file, settings) };
}

/** What the rules of a file cost together. */
export function costOf(file: RuleFile, settings: Settings): Cost {
  return costOfGroups(file, file.groups, settings);
}

/** What each group of a file costs, by its name without the project's prefix and the instance: `objective:availability`. */
export function groupCosts(file: RuleFile, settings: Settings): readonly { readonly group: string; readonly cost: Cost }[] {
  return file.groups.map((group) => ({ group: group.name.replace(`tocsin:${file.instance}:`, ''), cost: costOfGroups(file, [group], settings) }));
}

/** Counts what rules read: an instant selector one sample, a range what fits into it, a subquery one sample a step, and what is fixed by `@` only once. */
function costOfGroups(file: RuleFile, groups: readonly RuleGroup[], settings: Settings): Cost {
  const perSite = settings.scope === 'global' || file.forRuler === true ? file.sites.length : 1;
  let [recorded, raw, rules, records] = [0, 0, 0, 0];
  for (const group of groups) {
    const evaluations = HOUR / group.intervalMs;
    for (const rule of group.rules) {
      rules += 1;
      if (rule.kind === 'record') records += 1;
      const read = readBy(rule.expr, settings);
      recorded += read.recorded * evaluations;
      raw += read.raw * evaluations;
    }
  }
  return { rules, recordedSeries: records * perSite, recordedSamplesPerHour: Math.round(recorded * perSite), samplesPerHourAndRawSeries: Math.round(raw) };
}

/** Samples that one evaluation of an expression reads. */
interface Read {
  recorded: number;
  raw: number;
}

/** The files of an instance share most of their expressions; those of the last instance are all that is asked for again. */
const counted = new WeakMap<Expr, { readonly settings: Settings; readonly read: Read }>();

function readBy(expr: Expr, settings: Settings): Read {
  const known = counted.get(expr);
  if (known?.settings === settings) return known.read;
  const read = { recorded: 0, raw: 0 };
  addSamples(expr, 1, settings, read);
  counted.set(expr, { settings, read });
  return read;
}

/** Adds the samples that a part of an expression reads, when it is evaluated this often in one evaluation of the whole. */
function addSamples(expr: Expr, times: number, settings: Settings, read: Read): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'selector': {
      if (expr.metric !== undefined && ALERT_SERIES.includes(expr.metric)) return;
      // Recorded series carry a colon in their names, by convention and in this tool always.
      const isRecorded = expr.metric?.includes(':') === true;
      const interval = isRecorded ? settings.evaluationIntervalMs : settings.scrapeIntervalMs;
      read[isRecorded ? 'recorded' : 'raw'] += (expr.at === undefined ? times : 1) * (expr.rangeMs === undefined ? 1 : Math.ceil(expr.rangeMs / interval));
      return;
    }
    case 'subquery':
      addSamples(expr.expr, times * Math.ceil(expr.rangeMs / (expr.stepMs ?? settings.evaluationIntervalMs)), settings, read);
      return;
    case 'call':
      for (const arg of expr.args) addSamples(arg, times, settings, read);
      return;
    case 'aggregate':
      if (expr.param !== undefined) addSamples(expr.param, times, settings, read);
      addSamples(expr.expr, times, settings, read);
      return;
    case 'binary':
      addSamples(expr.left, times, settings, read);
      addSamples(expr.right, times, settings, read);
      return;
    case 'unary':
    case 'paren':
      addSamples(expr.expr, times, settings, read);
  }
}
