import { treeWithoutPlaces } from '../promql/shape.ts';
import type { Rule, RuleGroup } from '../drift/rule-file.ts';
import type { ExpectedLabels, Labels, LabelValue } from '../routing/labels.ts';
import { resultLabels, type RecordedLabels } from './result-labels.ts';

/** A rule file with where it is loaded. */
export interface LoadedRules {
  readonly path: string;
  readonly groups: readonly RuleGroup[];
  /** Labels that the Prometheus adds to what its alerts lack; other ones than these may be added too. */
  readonly external: Labels;
}

/** An alert as it will reach Alertmanager. */
export interface ExpectedAlert {
  readonly path: string;
  readonly group: string;
  readonly name: string;
  readonly external: Labels;
  /** Labels that the rule sets to one text: known without a look at its expression. */
  readonly own: Labels;
  readonly labels: ExpectedLabels;
}

/** The alerts of rule files, with all that their text tells of the labels they will carry. */
export function expectedAlerts(files: readonly LoadedRules[]): readonly ExpectedAlert[] {
  return files.flatMap((file) => {
    const recorded = recordedBy(file);
    return file.groups.flatMap((group) =>
      group.rules.flatMap((rule): readonly ExpectedAlert[] => {
        if (rule.name.kind !== 'alert') return [];
        return [new LoadedAlert(file, group, rule, recorded)];
      }),
    );
  });
}

/** An alert of a rule file; its expression is read when somebody asks what it says of labels. */
class LoadedAlert implements ExpectedAlert {
  readonly path: string;
  readonly group: string;
  readonly external: Labels;
  readonly #rule: Rule;
  readonly #recorded: RecordedLabels;
  #labels: ExpectedLabels | undefined;

  constructor({ path, external }: LoadedRules, group: RuleGroup, rule: Rule, recorded: RecordedLabels) {
    this.path = path;
    this.group = group.name;
    this.external = external;
    this.#rule = rule;
    this.#recorded = recorded;
  }

  get name(): string {
    return this.#rule.name.name;
  }

  get own(): Labels {
    const { name, labels } = this.#rule.name;
    return { ...Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== '' && !value.includes('{{'))), alertname: name };
  }

  get labels(): ExpectedLabels {
    this.#labels ??= alertLabels(this.#rule, this.external, this.#recorded);
    return this.#labels;
  }
}

/** What the recording rules of a file record, by name; rules that are read before they are written give nothing away. */
function recordedBy({ groups }: LoadedRules): RecordedLabels {
  const rules = new Map<string, Rule[]>();
  for (const rule of groups.flatMap((group) => group.rules)) {
    if (rule.name.kind !== 'record') continue;
    const same = rules.get(rule.name.name) ?? [];
    same.push(rule);
    rules.set(rule.name.name, same);
  }
  const known = new Map<string, readonly ExpectedLabels[]>();
  const inProgress = new Set<string>();
  const recorded: RecordedLabels = (metric) => {
    const before = known.get(metric);
    if (before !== undefined) return before;
    const makers = rules.get(metric);
    if (makers === undefined || inProgress.has(metric)) return undefined;
    inProgress.add(metric);
    const labels = makers.map((rule) => withLabels(exprLabels(rule, recorded), rule.name.labels, false));
    inProgress.delete(metric);
    known.set(metric, labels);
    return labels;
  };
  return recorded;
}

function alertLabels(rule: Rule, external: Labels, recorded: RecordedLabels): ExpectedLabels {
  const own = withLabels(exprLabels(rule, recorded), { ...rule.name.labels, alertname: rule.name.name }, true);
  const named = new Map(own.named);
  for (const [name, value] of Object.entries(external)) {
    const written = named.get(name);
    // An external label gives way to one that the alert has.
    if (written === undefined || (written.kind === 'known' && written.value === '')) named.set(name, { kind: 'known', value });
    else if (written.kind === 'one-of') named.set(name, { kind: 'one-of', values: [...new Set(written.values.map((one) => (one === '' ? value : one)))] });
  }
  // Whatever else the Prometheus is told to add to its alerts is not known here.
  return { named, others: 'any' };
}

function exprLabels(rule: Rule, recorded: RecordedLabels): ExpectedLabels {
  const expr = treeWithoutPlaces(rule.expr);
  return expr === undefined ? { named: new Map(), others: 'any' } : resultLabels(expr, recorded);
}

/** A rule's own labels take the place of those of its result; in alerts they are templates. */
function withLabels(result: ExpectedLabels, labels: Labels, areTemplates: boolean): ExpectedLabels {
  const own = Object.entries(labels).map(([name, value]): [string, LabelValue] => [name, areTemplates && value.includes('{{') ? { kind: 'any' } : { kind: 'known', value }]);
  return { named: new Map([...result.named, ...own]), others: result.others };
}
