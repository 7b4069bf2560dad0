import type { Measure, Part } from '../model/indicator.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, equal, number } from '../promql/build.ts';
import { raw, type View } from './series.ts';

/** What lives as long as there is traffic; a bad counter alone proves nothing, since it may never have been born. */
export function sourcesOf(view: View, measure: Measure, site: string | undefined): readonly Expr[] {
  return sourcesBy(sourceBy(view, site, (expr) => expr), view, measure, site);
}

/** The same, without values that nothing is counted of: NaN, and negative numbers of events. */
export function countableSourcesOf(view: View, measure: Measure, site: string | undefined): readonly Expr[] {
  const sources = sourcesBy(sourceBy(view, site, (expr) => binary('>=', expr, number('0'))), view, measure, site);
  return measure.kind === 'events' ? sources : sources.map((expr) => binary('>=', expr, number('-Inf')));
}

/** The series of a part, or what its query gives, judged. */
function sourceBy(view: View, site: string | undefined, judged: (expr: Expr) => Expr): (part: Part) => Expr {
  return (part) => {
    if (part.kind === 'counter') return raw(view, part.selector, {}, site);
    return part.histogram === undefined ? judged(ofSite(view, part.expr, site)) : raw(view, part.histogram, {}, site);
  };
}

function sourcesBy(source: (part: Part) => Expr, view: View, measure: Measure, site: string | undefined): readonly Expr[] {
  switch (measure.kind) {
    case 'gauge':
      return [raw(view, measure.selector, {}, site)];
    case 'ratio':
      return [ofSite(view, measure.expr, site)];
    case 'events':
      switch (measure.events.kind) {
        case 'total-bad':
          return [source(measure.events.total)];
        case 'total-good':
          return [source(measure.events.bornTogether ? measure.events.good : measure.events.total)];
        case 'good-bad':
          return [source(measure.events.good), source(measure.events.bad)];
      }
  }
}

/** A query of all sites, narrowed to one: its selectors of the sites become selectors of this site. */
function ofSite(view: View, expr: Expr, site: string | undefined): Expr {
  if (site === undefined) return expr;
  const { labels } = view.settings;
  const narrow = (one: Expr): Expr => {
    switch (one.kind) {
      case 'number':
      case 'string':
        return one;
      case 'selector':
        return { ...one, matchers: [...one.matchers.filter(({ label }) => label !== labels.site), equal(labels.site, site)] };
      case 'subquery':
      case 'unary':
      case 'paren':
        return { ...one, expr: narrow(one.expr) };
      case 'call':
        return { ...one, args: one.args.map(narrow) };
      case 'aggregate':
        return { ...one, expr: narrow(one.expr) };
      case 'binary':
        return { ...one, left: narrow(one.left), right: narrow(one.right) };
    }
  };
  return narrow(expr);
}

/** Any of these; there is at least one. */
export function anyOf(exprs: readonly Expr[]): Expr {
  const [first, ...others] = exprs;
  if (first === undefined) throw new Error('an indicator has at least one counter');
  return others.reduce((left, right) => binary('or', left, right), first);
}
