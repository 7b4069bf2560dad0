import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import { absencePatienceMs } from '../model/deadline.ts';
import { HOUR, MINUTE, SECOND } from '../model/duration.ts';
import type { Streams } from '../model/model.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { binary, call, equal, max, number, oneOf, selector, string, subquery } from '../promql/build.ts';
import { inert } from '../texts/render.ts';
import type { Timing } from './absence-alerts.ts';
import { alertLabels, linkAnnotations, siteVariable, summary, textVariables } from './alert.ts';
import { counterIncrement } from './counter-increment.ts';
import type { AlertingRule, RecordingRule } from './rule.ts';
import { RECORDED_INSTANCE, type View } from './series.ts';
import { seesAllSites } from './traffic-alerts.ts';

/** Recorded for each declared stream: when its last event was seen. */
export const LAST_SEEN = 'tocsin:stream:last_seen';

/** How long what was last seen is remembered while nothing is recorded, and how far apart it is looked up. */
const REMEMBERED_MS = 4 * HOUR;
const LOOKED_UP_MS = HOUR;

/** Silence is told after this much patience at most: the gap is patience enough, this is for what is recorded late. */
const PATIENCE_MS = 5 * MINUTE;

/** The site of alerts that no single site is the place of. */
export const EVERYWHERE = 'global';

function lastSeen({ instance }: View, { label }: Streams, names: readonly string[], rangeMs?: number): Selector {
  return selector(LAST_SEEN, [equal(RECORDED_INSTANCE, instance.name), oneOf(label, names)], rangeMs === undefined ? {} : { rangeMs });
}

/**
 * When an event of each declared stream was last seen, in Unix seconds: now, if one came; else as it was recorded; and at first,
 * the moment of the first evaluation. A recorded time needs no counter to live on, so pods may come and go.
 */
export function streamRecords(view: View, streams: Streams): readonly RecordingRule[] {
  const { settings, instance } = view;
  const names = streams.declared.map(({ name }) => name);
  const site = settings.scope === 'global' ? [settings.labels.site] : [];
  const by = [...site, streams.label];
  const counter = { ...streams.counter, selector: { ...streams.counter.selector, matchers: [...streams.counter.selector.matchers, oneOf(streams.label, names)] } };
  const came = binary('>', counterIncrement(view, counter, by), number('0'));
  const known = [
    call('last_over_time', lastSeen(view, streams, names, 2 * settings.evaluationIntervalMs + MINUTE)),
    call('last_over_time', subquery(lastSeen(view, streams, names), REMEMBERED_MS, LOOKED_UP_MS)),
    ...names.flatMap((name) => (site.length === 0 ? [seed({ [streams.label]: name })] : instance.sites.map((one) => seed({ [streams.label]: name, [settings.labels.site]: one })))),
  ];
  const expr = known.reduce<Expr>((left, right) => binary('or', left, right, { on: by }), binary('+', binary('*', came, number('0')), call('time')));
  return [{ kind: 'record', record: LAST_SEEN, expr, labels: { [RECORDED_INSTANCE]: instance.name } }];
}

function seed(labels: Readonly<Record<string, string>>): Expr {
  return Object.entries(labels).reduce<Expr>((expr, [label, value]) => call('label_replace', expr, string(label), string(value.replaceAll('$', '$$$$')), string(''), string('')), call('vector', call('time')));
}

/** A declared stream has been silent for longer than its longest gap: on this site, or where all sites are seen, on all. */
export function streamAlert(view: View, streams: Streams, { groupWaitMs }: Timing, sink: Sink): AlertingRule {
  const { settings, instance } = view;
  const { level, withinMs } = streams.owed;
  const site = seesAllSites(view) ? EVERYWHERE : undefined;
  const variable = siteVariable(view, site);
  const where = site === undefined ? ` in ${variable.kind === 'raw' ? variable.text : inert(variable.text)}` : ' on all sites';
  const gaps = [...new Set(streams.declared.map(({ longestGapMs }) => longestGapMs))].sort((a, b) => a - b);
  const [first, ...others] = gaps.map((gapMs): Expr => {
    const names = streams.declared.flatMap(({ name, longestGapMs }) => (longestGapMs === gapMs ? [name] : []));
    return binary('>', binary('-', call('time'), max(lastSeen(view, streams, names), [streams.label])), number(String(gapMs / SECOND)));
  });
  if (first === undefined) throw new Error('streams are at least one');
  const stream = `{{ $labels.${streams.label} }}`;
  return {
    kind: 'alert',
    alert: `${alertPrefix(instance.name)}StreamSilent`,
    expr: others.reduce<Expr>((left, right) => binary('or', left, right), first),
    forMs: Math.min(absencePatienceMs(withinMs, { ...settings, groupWaitMs }), Math.max(settings.evaluationIntervalMs, Math.floor(PATIENCE_MS / settings.evaluationIntervalMs) * settings.evaluationIntervalMs)),
    labels: alertLabels(view, { hazard: 'stream-silent', level }, site),
    annotations: {
      summary: summary(view, level, `${instance.name} gets nothing of the stream ${stream}${where}`),
      description: `The last event of ${stream} came to ${instance.name}${where} {{ $value | humanizeDuration }} ago, which is longer than its declared longest gap. Nothing need fail for this: its sender may have stopped sending. Look for what was changed where these events are made.`,
      ...linkAnnotations(view, textVariables(view, undefined, site), sink),
    },
  };
}
