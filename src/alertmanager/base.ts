import { YAMLException } from 'js-yaml';
import { nearName } from '../diagnostics/near-name.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { AlertmanagerConfig, BaseFile, Receiver, TimeInterval } from './config.ts';
import { FieldReader, type Field } from './fields.ts';
import { findMarker } from './markers.ts';
import { plain } from './plain.ts';
import { readInhibitRule, readRoute } from './routes.ts';
import { readTrees, type YamlMapping, type YamlNode } from './yaml-tree.ts';

/** Reads the Alertmanager file kept by hand; reports and returns nothing when it is no configuration to build on. */
export function readBase(source: Source, sink: Sink): BaseFile | undefined {
  const reader = new FieldReader(source, sink);
  const marker = findMarker(source.text);
  if (marker !== -1) {
    reader.report('TOC603', 'this file already holds a generated part', {
      at: reader.at({ start: marker, end: source.text.slice(marker).search(/$/m) + marker }),
      help: 'name the file kept by hand as `base` of the Routing, not the generated one',
    });
    return undefined;
  }
  const tree = readRoot(source, reader);
  const config = tree === undefined ? undefined : readConfig(tree, reader);
  return tree === undefined || config === undefined || reader.failed ? undefined : { source, tree, config };
}

/** Reads any configuration, a generated one too; reports and returns nothing when it is none. */
export function readAlertmanagerFile(source: Source, sink: Sink): AlertmanagerConfig | undefined {
  const reader = new FieldReader(source, sink);
  const tree = readRoot(source, reader);
  const config = tree === undefined ? undefined : readConfig(tree, reader);
  return reader.failed ? undefined : config;
}

/** Reads a configuration from its root mapping; what cannot be read is reported through the reader. */
function readConfig(tree: YamlMapping, reader: FieldReader): AlertmanagerConfig | undefined {
  const fields = reader.fields(tree);
  const receivers = readReceivers(fields.get('receivers'), reader);
  const timeIntervals = ['time_intervals', 'mute_time_intervals'].flatMap((key) => readTimeIntervals(fields.get(key), key, reader));
  const inhibitRules = reader.mappings(fields.get('inhibit_rules'), 'inhibit_rules').map((rule) => readInhibitRule(rule, reader));
  const root = reader.mapping(fields.get('route'), 'route');
  if (root === undefined) {
    if (!reader.failed) {
      reader.report('TOC602', 'the file has no `route`', {
        at: reader.at({ start: tree.start, end: tree.start }),
        help: 'give it a root route with a `receiver`, for alerts that match nothing else',
      });
    }
    return undefined;
  }
  const route = readRoute(root, reader);
  const rootAt = reader.at(fields.get('route')?.key ?? root);
  if (route.receiver === undefined) {
    reader.report('TOC602', 'the root route names no `receiver`', {
      at: rootAt,
      help: 'name the receiver of alerts that match no other route',
    });
  }
  if (route.matchers.length + route.muteTimeIntervals.length + route.activeTimeIntervals.length > 0 || route.continue) {
    reader.report('TOC602', 'the root route does not simply take every alert', {
      at: rootAt,
      help: 'move its matchers, `continue` and time intervals to a child',
    });
  }
  return { route, receivers, inhibitRules, timeIntervals };
}

function readRoot(source: Source, reader: FieldReader): YamlMapping | undefined {
  const foreign = source.text.search(/[\u0085\u2028\u2029]/);
  if (foreign !== -1) {
    reader.report('TOC601', 'this character ends a line for Alertmanager, and does not for other readers of YAML', {
      at: reader.at({ start: foreign, end: foreign + 1 }),
      help: 'take it out, or write it as an escape in double quotes, such as "\\u2028"',
    });
    return undefined;
  }
  let documents: readonly YamlNode[];
  try {
    documents = readTrees(source.text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const start = Math.min(error.mark?.position ?? 0, source.text.length);
    reader.report('TOC601', `this is not YAML: ${error.reason}`, { at: reader.at({ start, end: start }), help: 'mend it here or just above; `amtool check-config` reads it as Alertmanager does' });
    return undefined;
  }
  const [first, second] = documents;
  if (second !== undefined) {
    reader.report('TOC601', 'the file holds more than one YAML document', {
      at: reader.at(second),
      help: 'keep one: Alertmanager reads the first and passes over the others in silence',
    });
    return undefined;
  }
  if (first?.kind === 'mapping') return first;
  reader.report('TOC601', first === undefined ? 'the file is empty' : 'the file is not a mapping', {
    at: reader.at(first ?? { start: 0, end: 0 }),
  });
  return undefined;
}

function readReceivers(field: Field | undefined, reader: FieldReader): readonly Receiver[] {
  const receivers: Receiver[] = [];
  for (const node of reader.mappings(field, 'receivers')) {
    const fields = reader.fields(node);
    const nameField = fields.get('name');
    const name = reader.string(nameField, 'name');
    if (name === undefined) {
      reader.report('TOC612', 'a receiver has no `name`', { at: reader.at({ start: node.start, end: node.start }) });
      continue;
    }
    const span = { start: nameField?.value.start ?? node.start, end: nameField?.value.end ?? node.start };
    const first = receivers.find((other) => other.name === name);
    if (first !== undefined) {
      reader.report('TOC607', `the receiver \`${name}\` is declared twice`, {
        at: reader.at(span),
        related: [{ message: 'first here', at: reader.at(first.span) }],
        help: 'keep one of the two, or give one another name',
      });
    }
    const integrations = [...fields].flatMap(([key, list]) =>
      key.endsWith('_configs')
        ? reader.mappings(list, key).map(({ start, end }) => ({ kind: key.slice(0, -'_configs'.length), span: { start, end } }))
        : [],
    );
    receivers.push({ name, integrations, span });
  }
  return receivers;
}

function readTimeIntervals(field: Field | undefined, key: string, reader: FieldReader): readonly TimeInterval[] {
  return reader.mappings(field, key).flatMap((node) => {
    const fields = reader.fields(node);
    const nameField = fields.get('name');
    const name = reader.string(nameField, 'name');
    if (name === undefined || nameField === undefined) {
      reader.report('TOC612', 'a time interval has no `name`', { at: reader.at({ start: node.start, end: node.start }) });
      return [];
    }
    const intervals = fields.get('time_intervals');
    return [{ name, intervals: intervals === undefined ? [] : plain(intervals.value, reader), span: { start: nameField.value.start, end: nameField.value.end } }];
  });
}

/** The declared receiver nearest to a name that is none. */
export function nearReceiver(name: string, config: AlertmanagerConfig): string | undefined {
  return nearName(name, config.receivers.map((receiver) => receiver.name));
}
