import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Contract, KnownMetric } from '../model/contract.ts';
import type { Model } from '../model/model.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { childrenOf } from '../promql/children.ts';
import { matcherMatches } from '../promql/regex.ts';
import { selectorsOf } from '../promql/selectors.ts';
import type { RulePlaces } from './places.ts';
import type { ProofRule } from './rule-set.ts';

/** What is wrong with a selector, and what it may have meant. */
interface Fault {
  readonly message: string;
  readonly help: string;
  readonly suggestion?: string | undefined;
  readonly matcher?: Matcher;
}

/** TOC670: selectors and thresholds of rules that can never hold, by what the contracts know. Of metrics that no contract knows nothing is said. */
export function deadSelectors(model: Model, rules: readonly ProofRule[], places: RulePlaces): readonly Diagnostic[] {
  const known = new KnownSeries(model);
  const hasQuantiles = rules.some(({ text }) => text.includes('histogram_quantile'));
  const verdicts = new Map<string, readonly { readonly selector: Selector; readonly fault: Fault }[]>();
  return rules.flatMap((rule) => {
    // Only a text with a fault is read with its places.
    const found = verdicts.get(rule.text) ?? (rule.selectors.some((one) => known.faultsOf(one).length > 0) ? placedSelectors(rule).flatMap((selector) => known.faultsOf(selector).map((fault) => ({ selector, fault }))) : []);
    verdicts.set(rule.text, found);
    const tree = hasQuantiles && rule.kind === 'alert' ? rule.tree() : undefined;
    const saturated = tree === undefined ? [] : known.saturated(tree, rules);
    return [
      ...found.map(({ selector, fault }) => told(rule, fault.matcher?.span ?? selector.span, fault, places)),
      ...saturated.map(({ span, fault }) => told(rule, span, fault, places)),
    ];
  });
}

function placedSelectors(rule: ProofRule): readonly Selector[] {
  const tree = rule.tree();
  return tree === undefined ? [] : selectorsOf(tree);
}

function told(rule: ProofRule, span: Selector['span'], { message, help, suggestion }: Fault, places: RulePlaces): Diagnostic {
  const at = span === undefined ? places.name(rule) : places.expression(rule, span);
  return problem('TOC670', `${rule.name}: ${message}`, { at, help, suggestion });
}

interface Named {
  readonly contract: Contract;
  readonly metric: KnownMetric;
}

class KnownSeries {
  readonly #model: Model;
  readonly #metrics = new Map<string, Named[]>();
  readonly #identities = new Map<Contract, readonly string[]>();

  constructor(model: Model) {
    this.#model = model;
    for (const contract of new Set(model.instances.map((one) => one.contract))) {
      for (const [name, metric] of contract.metrics) {
        for (const series of metric.type === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : [name]) {
          const same = this.#metrics.get(series) ?? [];
          same.push({ contract, metric });
          this.#metrics.set(series, same);
        }
      }
    }
  }

  faultsOf(selector: Selector): readonly Fault[] {
    const found = this.#metrics.get(selector.metric ?? '') ?? [];
    if (found.length === 0) return [];
    const faults = found.map(({ contract, metric }) => [...(metric.proposed === undefined ? [] : [{ message: `\`${selector.metric ?? ''}\` is not exported today`, help: metric.proposed }]), ...selector.matchers.flatMap((matcher) => this.#fault(contract, metric, matcher) ?? [])]);
    // A name that several contracts have is as right as in the one it fits best.
    return faults.reduce((a, b) => (b.length < a.length ? b : a));
  }

  #fault(contract: Contract, metric: KnownMetric, matcher: Matcher): Fault | undefined {
    if (matcher.op === '!=' || matcher.op === '!~' || matcherMatches(matcher, '')) return undefined;
    const { settings, instances } = this.#model;
    const { label, value } = matcher;
    if (label === settings.labels.site && settings.scope === 'site') {
      return { message: `\`${label}\` is an external label, which no series has where this rule is evaluated`, help: 'leave the matcher out: the file is loaded by the Prometheus of one site', matcher };
    }
    if (label === contract.identityLabel) {
      const names = this.#identities.get(contract) ?? instances.filter((one) => one.contract === contract).map(({ identity }) => identity);
      this.#identities.set(contract, names);
      return names.some((name) => matcherMatches(matcher, name)) ? undefined : { message: `no instance is known by \`${label}${matcher.op}"${value}"\``, help: `the inventory knows ${shown(names)}`, suggestion: nearName(value, names), matcher };
    }
    if (label === 'le' && metric.type === 'histogram') {
      const bounds = [...metric.buckets, Infinity];
      if (matcher.op !== '=' || bounds.some((bound) => bound === boundOf(value))) return undefined;
      return { message: `there is no bucket \`le="${value}"\``, help: `there are ${shown(bounds.map((bound) => (bound === Infinity ? '+Inf' : String(bound))))}`, matcher };
    }
    const values = metric.labels.get(label);
    if (values === undefined) {
      const elsewhere = [...contract.metrics].filter(([, other]) => other.labels.has(label)).map(([name]) => name);
      const near = nearName(label, metric.labels.keys());
      if (elsewhere.length === 0 && near === undefined) return undefined;
      return { message: `this metric has no label \`${label}\``, help: elsewhere.length === 0 ? `its labels are ${shown([...metric.labels.keys()])}` : `${shown(elsewhere)} ${elsewhere.length === 1 ? 'has' : 'have'} it`, suggestion: near, matcher };
    }
    const lie = metric.blind?.labels.includes(label) === true && values.kind === 'listed' ? metric.blind : undefined;
    if (lie !== undefined && values.kind === 'listed' && [...values.values].some(([one]) => matcherMatches(matcher, one)) && ![...values.values].some(([one, meaning]) => meaning === 'good' && matcherMatches(matcher, one))) {
      return { message: `\`${label}\` lies here, and no series ever says \`${label}${matcher.op}"${value}"\``, help: lie.because, matcher };
    }
    if (values.kind === 'open' || [...values.values.keys()].some((one) => matcherMatches(matcher, one))) return undefined;
    return { message: `\`${label}\` never has a value of \`${label}${matcher.op}"${value}"\``, help: `it has ${shown([...values.values.keys()])}`, suggestion: nearName(value, values.values.keys()), matcher };
  }

  /** Comparisons of a quantile with a number that no quantile of the histogram exceeds: it is never above the last bucket. */
  saturated(expr: Expr, rules: readonly ProofRule[]): readonly { readonly span: Selector['span']; readonly fault: Fault }[] {
    const found: { readonly span: Selector['span']; readonly fault: Fault }[] = [];
    const visit = (one: Expr): void => {
      if (one.kind === 'binary' && (one.op === '>' || one.op === '>=') && one.right.kind === 'number') {
        const most = this.#most(one.left, rules, 0);
        const threshold = Number(one.right.text);
        if (most !== undefined && (one.op === '>' ? threshold >= most : threshold > most)) {
          found.push({ span: one.span, fault: { message: `this is never above ${threshold}: the last bucket is ${most}, and a quantile is never above it`, help: 'compare the share of events above a bucket that exists, or have the histogram given a longer bucket' } });
        }
      }
      for (const child of childrenOf(one)) visit(child);
    };
    visit(expr);
    return found;
  }

  #most(expr: Expr, rules: readonly ProofRule[], depth: number): number | undefined {
    switch (expr.kind) {
      case 'paren':
        return this.#most(expr.expr, rules, depth);
      case 'aggregate':
        return ['max', 'min', 'avg', 'quantile', 'topk', 'bottomk'].includes(expr.op) ? this.#most(expr.expr, rules, depth) : undefined;
      case 'call': {
        const last = expr.args.at(-1);
        if (last === undefined) return undefined;
        if (expr.func === 'histogram_quantile') return this.#lastBucket(last);
        return ['max_over_time', 'min_over_time', 'avg_over_time', 'last_over_time'].includes(expr.func) ? this.#most(last, rules, depth) : undefined;
      }
      case 'subquery':
        return this.#most(expr.expr, rules, depth);
      case 'selector': {
        const makers = depth > 3 ? [] : rules.filter((rule) => rule.kind === 'record' && rule.name === expr.metric);
        const all = makers.map((rule) => (this.#mostOf(rule, rules, depth)));
        return all.length === 0 || all.some((one) => one === undefined) ? undefined : Math.max(...all.map((one) => one ?? 0));
      }
      case 'number':
      case 'string':
      case 'unary':
      case 'binary':
        return undefined;
    }
  }

  #mostOf(rule: ProofRule, rules: readonly ProofRule[], depth: number): number | undefined {
    const tree = rule.tree();
    return tree === undefined ? undefined : this.#most(tree, rules, depth + 1);
  }

  #lastBucket(expr: Expr): number | undefined {
    if (expr.kind === 'selector') {
      const found = (this.#metrics.get(expr.metric ?? '') ?? []).map(({ metric }) => metric.buckets.at(-1));
      return found.length === 0 || found.some((one) => one === undefined) ? undefined : Math.max(...found.map((one) => one ?? 0));
    }
    const [only, ...others] = childrenOf(expr).filter((one) => one.kind !== 'number' && one.kind !== 'string');
    return only === undefined || others.length > 0 ? undefined : this.#lastBucket(only);
  }
}

function boundOf(text: string): number {
  return text === '+Inf' ? Infinity : Number(text);
}

function shown(names: readonly string[]): string {
  return `${names.slice(0, 6).map((name) => `\`${name}\``).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`;
}
