import type { Call } from '../promql/ast.ts';
import { isPlainLabel } from '../promql/names.ts';
import { compileReplacement } from '../promql/replacement.ts';
import { stringOf, vectorOf, type Compiled, type VectorAt } from './compiled.ts';
import { ofLabels } from './label-cache.ts';
import { unique } from './unique.ts';
import { failed, unjudged, type EvaluationFault } from './value.ts';

function failing(fault: EvaluationFault): VectorAt {
  return () => {
    throw fault;
  };
}

/** `label_replace(v, destination, replacement, source, regex)`; an empty result takes the label away. */
export function labelReplace(call: Call, args: readonly Compiled[]): VectorAt {
  const vector = vectorOf(args[0], call.span);
  const [destination = '', replacement = '', source = '', regex = ''] = args.slice(1).map((arg) => stringOf(arg, call.span));
  const replace = compileReplacement(regex, replacement);
  if ('error' in replace) return failing(failed(`invalid regular expression in label_replace(): ${regex}`, call.span));
  if (!isPlainLabel(destination)) return failing(failed(`invalid destination label name in label_replace(): ${destination}`, call.span));
  const changed = ofLabels((labels) => {
    const value = replace.apply(labels.get(source) ?? '');
    return value === undefined ? labels : labels.with({ [destination]: value });
  });
  return (atMs, frame) => unique(vector(atMs, frame).map(({ labels, value }) => ({ labels: changed(labels), value })), call.span);
}

/** `label_join(v, destination, separator, source, …)`. */
export function labelJoin(call: Call, args: readonly Compiled[]): VectorAt {
  const vector = vectorOf(args[0], call.span);
  const [destination, separator, ...sources] = args.slice(1).map((arg) => stringOf(arg, call.span));
  if (destination === undefined || separator === undefined) throw unjudged('`label_join` without its arguments', call.span);
  const wrong = sources.find((name) => !isPlainLabel(name));
  if (wrong !== undefined) return failing(failed(`invalid source label name in label_join(): ${wrong}`, call.span));
  if (!isPlainLabel(destination)) return failing(failed(`invalid destination label name in label_join(): ${destination}`, call.span));
  const changed = ofLabels((labels) => labels.with({ [destination]: sources.map((name) => labels.get(name) ?? '').join(separator) }));
  return (atMs, frame) => unique(vector(atMs, frame).map(({ labels, value }) => ({ labels: changed(labels), value })), call.span);
}
