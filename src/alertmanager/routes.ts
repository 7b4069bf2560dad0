import type { InhibitRule, Matcher, MatchOp, RouteNode } from './config.ts';
import type { Field, FieldReader } from './fields.ts';
import { parseMatchers } from './matchers.ts';
import type { YamlMapping } from './yaml-tree.ts';

type Fields = ReadonlyMap<string, Field>;

/** Reads a route and all below it. */
export function readRoute(node: YamlMapping, reader: FieldReader): RouteNode {
  const fields = reader.fields(node);
  const receiver = reader.string(fields.get('receiver'), 'receiver');
  const groupBy = reader.strings(fields.get('group_by'), 'group_by');
  const groupWait = reader.string(fields.get('group_wait'), 'group_wait');
  const groupInterval = reader.string(fields.get('group_interval'), 'group_interval');
  const repeatInterval = reader.string(fields.get('repeat_interval'), 'repeat_interval');
  return {
    ...(receiver === undefined ? {} : { receiver }),
    matchers: [...readMap(fields, 'match', '=', reader), ...readMap(fields, 'match_re', '=~', reader), ...readList(fields, 'matchers', reader)],
    continue: reader.boolean(fields.get('continue'), 'continue'),
    // An empty list is inherited too: Alertmanager only sees whether a label was added.
    ...(groupBy.length === 0 ? {} : { groupBy }),
    ...(groupWait === undefined ? {} : { groupWait }),
    ...(groupInterval === undefined ? {} : { groupInterval }),
    ...(repeatInterval === undefined ? {} : { repeatInterval }),
    muteTimeIntervals: reader.strings(fields.get('mute_time_intervals'), 'mute_time_intervals'),
    activeTimeIntervals: reader.strings(fields.get('active_time_intervals'), 'active_time_intervals'),
    routes: reader.mappings(fields.get('routes'), 'routes').map((child) => readRoute(child, reader)),
    span: { start: node.start, end: node.end },
  };
}

/** Reads an inhibition rule. */
export function readInhibitRule(node: YamlMapping, reader: FieldReader): InhibitRule {
  const fields = reader.fields(node);
  const side = (name: 'source' | 'target'): readonly Matcher[] => [
    ...readMap(fields, `${name}_match`, '=', reader),
    ...readMap(fields, `${name}_match_re`, '=~', reader),
    ...readList(fields, `${name}_matchers`, reader),
  ];
  return {
    sourceMatchers: side('source'),
    targetMatchers: side('target'),
    equal: reader.strings(fields.get('equal'), 'equal'),
    span: { start: node.start, end: node.end },
  };
}

/** The older form: a mapping of labels to values or patterns. */
function readMap(fields: Fields, name: string, op: MatchOp, reader: FieldReader): readonly Matcher[] {
  const mapping = reader.mapping(fields.get(name), name);
  if (mapping === undefined) return [];
  return [...reader.fields(mapping)].map(([label, field]) => ({ label, op, value: reader.string(field, label) ?? '' }));
}

function readList(fields: Fields, name: string, reader: FieldReader): readonly Matcher[] {
  return reader.texts(fields.get(name), name).flatMap((scalar) => {
    const matchers = parseMatchers(scalar.text);
    if (!('reason' in matchers)) return matchers;
    reader.report('TOC611', `Alertmanager cannot read this matcher: ${matchers.reason}`, {
      at: reader.at(scalar),
      help: 'write it as `label="value"`, with one of `=`, `!=`, `=~` and `!~`',
    });
    return [];
  });
}
