import type { RuleGroup } from '../drift/rule-file.ts';
import { parseDuration } from '../model/duration.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { Labels } from '../routing/labels.ts';
import { readRuleText } from './rule-text.ts';

/** A rule as its text says, ready to be evaluated. */
export interface ProofRule {
  readonly path: string;
  /** Its place among all rules of its Prometheus. */
  readonly order: number;
  /** Name of the instance whose rules the file holds, where it is one of ours. */
  readonly owner: string | undefined;
  readonly group: string;
  readonly intervalMs: number;
  /** Places in the file. */
  readonly groupAt: number;
  readonly ruleAt: number;
  readonly kind: 'record' | 'alert';
  readonly name: string;
  readonly text: string;
  /** Its tree, with the places of its parts in the text; undefined where the text is no PromQL. */
  readonly tree: () => Expr | undefined;
  /** Without places. */
  readonly selectors: readonly Selector[];
  readonly labels: Labels;
  /** Labels that all of what it makes is known to have: its own, and those that its text shows. */
  readonly certain: Labels;
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

/** A series that rules may read, with all of its labels or only those that are known. */
export interface Seen {
  readonly metric: string;
  readonly labels: Labels;
  readonly isWhole: boolean;
}

/** A rule file of one Prometheus. */
export interface ProofFile {
  readonly path: string;
  readonly owner: string | undefined;
  readonly groups: readonly RuleGroup[];
}

/** The rules that one Prometheus evaluates, in its order, and what of them reads what. */
export class RuleSet {
  readonly rules: readonly ProofRule[];
  readonly #recorders = new Map<string, ProofRule[]>();
  readonly #readers = new Map<string, Readers>();
  readonly #matchers = new Map<string, readonly Matcher[]>();
  #unselective: readonly ProofRule[] | undefined;

  constructor(files: readonly ProofFile[], defaultIntervalMs: number) {
    this.rules = files.flatMap((file) => rulesOf(file, defaultIntervalMs)).map((rule, order) => ({ ...rule, order }));
    for (const rule of this.rules) {
      if (rule.kind === 'record') {
        const same = this.#recorders.get(rule.name) ?? [];
        same.push(rule);
        this.#recorders.set(rule.name, same);
      }
    }
    for (const rule of this.rules) {
      for (const selector of rule.selectors) {
        const metric = selector.metric ?? '';
        const readers = this.#readers.get(metric) ?? new Readers();
        this.#readers.set(metric, readers);
        readers.add(selector, rule);
      }
    }
  }

  /** Whether some rule records series of this name. */
  records(metric: string): boolean {
    return this.#recorders.has(metric);
  }

  /** The rules that look, straight or through recorded series, at one of these series. */
  readersOf(series: Iterable<Seen>): readonly ProofRule[] {
    const found = new Set<ProofRule>();
    const open: ProofRule[] = [];
    const take = (rule: ProofRule): void => {
      if (found.has(rule)) return;
      found.add(rule);
      if (rule.kind === 'record') open.push(rule);
    };
    for (const { metric, labels, isWhole } of series) {
      for (const rule of this.#readers.get(metric)?.of(labels, isWhole) ?? []) take(rule);
      for (const rule of this.#readers.get('')?.of({ ...labels, __name__: metric }, isWhole) ?? []) take(rule);
    }
    for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
      for (const reader of this.#readers.get(rule.name)?.of(rule.certain, false) ?? []) take(reader);
    }
    return inOrder(found);
  }

  /** The alerts that select nothing, and so fire always or never. */
  get unselective(): readonly ProofRule[] {
    this.#unselective ??= this.rules.filter(({ kind, selectors, tree }) => kind === 'alert' && selectors.length === 0 && tree() !== undefined);
    return this.#unselective;
  }

  /** What rules ask of a label, each question once. */
  matchersOn(label: string): readonly Matcher[] {
    const known = this.#matchers.get(label);
    if (known !== undefined) return known;
    const found = new Map<string, Matcher>();
    for (const { selectors } of this.rules) for (const { matchers } of selectors) for (const matcher of matchers) if (matcher.label === label) found.set(`${matcher.op}${matcher.value}`, matcher);
    const all = [...found.values()];
    this.#matchers.set(label, all);
    return all;
  }

  /** The rules that may record what selectors of another Prometheus read. */
  recordersFor(selectors: readonly Selector[], more: Labels): readonly ProofRule[] {
    return selectors.flatMap((selector) => (this.#recorders.get(selector.metric ?? '') ?? []).filter((recorder) => canSelect(selector, { ...recorder.certain, ...more }, false)));
  }

  /** Rules, and all that record what they read, in the order of evaluation. */
  withSources(rules: readonly ProofRule[]): readonly ProofRule[] {
    const needed = new Set<ProofRule>();
    const open = [...rules];
    for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
      if (needed.has(rule)) continue;
      needed.add(rule);
      for (const selector of rule.selectors) for (const recorder of this.#recorders.get(selector.metric ?? '') ?? []) if (canRecord(recorder, selector)) open.push(recorder);
    }
    return inOrder(needed);
  }
}

function inOrder(rules: ReadonlySet<ProofRule>): readonly ProofRule[] {
  return [...rules].sort((a, b) => a.order - b.order);
}

/** The rules that read a metric, by what they ask of one label, so that one among thousands is found at once. */
class Readers {
  readonly #asking = new Map<string, Map<string, Reader[]>>();
  readonly #others: Reader[] = [];

  add(selector: Selector, rule: ProofRule): void {
    const first = selector.matchers.find(({ op, value }) => op === '=' && value !== '');
    if (first === undefined) this.#others.push({ selector, rule });
    else {
      const byValue = this.#asking.get(first.label) ?? new Map<string, Reader[]>();
      this.#asking.set(first.label, byValue);
      const same = byValue.get(first.value) ?? [];
      same.push({ selector, rule });
      byValue.set(first.value, same);
    }
  }

  /** @param isWhole whether these are all labels of the series, or only some that are known */
  *of(labels: Labels, isWhole: boolean): Iterable<ProofRule> {
    for (const { selector, rule } of this.#others) if (canSelect(selector, labels, isWhole)) yield rule;
    for (const [label, byValue] of this.#asking) {
      const value = labels[label];
      const readers = value !== undefined ? (byValue.get(value) ?? []) : isWhole ? [] : [...byValue.values()].flat();
      for (const { selector, rule } of readers) if (canSelect(selector, labels, isWhole)) yield rule;
    }
  }
}

interface Reader {
  readonly selector: Selector;
  readonly rule: ProofRule;
}

function canSelect({ matchers }: Selector, labels: Labels, isWhole: boolean): boolean {
  return matchers.every((matcher) => (!isWhole && labels[matcher.label] === undefined) || matcherMatches(matcher, labels[matcher.label]));
}

function canRecord(recorder: ProofRule, selector: Selector): boolean {
  return canSelect(selector, recorder.certain, false);
}

function rulesOf({ path, owner, groups }: ProofFile, defaultIntervalMs: number): readonly Omit<ProofRule, 'order'>[] {
  return groups.flatMap((group, groupAt) => {
    const intervalMs = duration(group.fields.get('interval')) ?? defaultIntervalMs;
    return group.rules.map((rule, ruleAt): Omit<ProofRule, 'order'> => {
      const { tree, selectors, certain } = readRuleText(rule.expr);
      return {
        path,
        owner,
        group: group.name,
        intervalMs,
        groupAt,
        ruleAt,
        kind: rule.name.kind,
        name: rule.name.name,
        text: rule.expr,
        tree,
        selectors,
        labels: rule.name.labels,
        certain: { ...certain, ...rule.name.labels },
        forMs: duration(rule.fields.get('for')) ?? 0,
        keepFiringForMs: duration(rule.fields.get('keep_firing_for')) ?? 0,
      };
    });
  });
}

function duration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return text === '0' ? 0 : /^([0-9]+(ms|[smhdw]))+$/.test(text) ? parseDuration(text) : undefined;
}
