import { boolCoreTag, floatCoreTag, getScalarValue, intCoreTag, NOT_RESOLVED, nullCoreTag, SCALAR_STYLE } from 'js-yaml';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { ScalarNode, YamlNode } from './nodes.ts';

export type Scalar = string | number | boolean | null;

const NUMBER_LIKE = /^[-+]?(?:[0-9]+|[0-9]*\.[0-9]+|[0-9]+\.)(?:[eE][-+]?[0-9]+)?$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const CORE_TAGS: ReadonlyMap<string, YamlNode['kind']> = new Map([
  ['!', 'scalar'],
  ['!!str', 'scalar'],
  ['!!null', 'scalar'],
  ['!!bool', 'scalar'],
  ['!!int', 'scalar'],
  ['!!float', 'scalar'],
  ['!!merge', 'scalar'],
  ['!!seq', 'sequence'],
  ['!!map', 'mapping'],
]);

/** The text of a scalar as its quotes, escapes and folds mean it. */
export function scalarText(source: Source, node: ScalarNode): string {
  return getScalarValue(source.text, node.event);
}

/** Reports a tag that is not of YAML's core schema, or that does not fit its node. */
export function checkTag(source: Source, node: YamlNode, sink: Sink): void {
  if (node.tag === undefined || CORE_TAGS.get(node.tag.text) === node.kind || (node.tag.text === '!' && node.kind !== 'alias')) return;
  const known = CORE_TAGS.get(node.tag.text);
  const misplaced = known === undefined ? undefined : `tag \`${node.tag.text}\` does not fit a ${node.kind}`;
  sink.report(
    problem('TOC010', misplaced ?? `tag \`${node.tag.text}\` is not supported`, {
      at: { source, span: node.tag.span },
      help: 'Leave the tag out; to keep a text that begins with `!`, put it in quotes.',
    }),
  );
}

/** The value of a scalar by YAML's 1.2 core schema: a plain `yes`, `010` or `2027-03-01` is no boolean, octal or date. */
export function scalarValue(source: Source, node: ScalarNode, sink: Sink): Scalar {
  let text = scalarText(source, node);
  if (text.includes('\ufffd')) {
    // Prometheus takes a rule with it, and fails at every evaluation.
    sink.report(problem('TOC011', 'this text holds the replacement character U+FFFD', { at: { source, span: node.span }, help: 'It stands where a program could not read what was there: write the text anew.' }));
  }
  if (node.event.style === SCALAR_STYLE.DOUBLE_QUOTED && LONE_SURROGATE.test(text)) {
    sink.report(problem('TOC011', 'an escape in this text is half a character', { at: { source, span: node.span }, help: 'Write the character itself, or `\\U` and eight digits.' }));
  }
  // The later stages go on with a text that can be printed and evaluated, at the same offsets.
  if (/[\ufffd\ud800-\udfff]/.test(text)) text = text.replace(/\p{Surrogate}|\ufffd/gu, '?');
  const tag = node.tag?.text;
  if (tag === '!' || tag === '!!str') return text;
  if (tag === undefined || !CORE_TAGS.has(tag)) return node.event.style === SCALAR_STYLE.PLAIN ? plainValue(source, node, text, sink) : text;
  const value = explicitValue(tag, text);
  if (value === undefined) {
    sink.report(problem('TOC010', `\`${text}\` is no ${tag}`, { at: { source, span: node.span }, help: 'Correct the value, or leave the tag out.' }));
    return text;
  }
  return typeof value === 'number' ? checkedNumber(source, node, text, value, sink) : value;
}

function explicitValue(tag: string, text: string): Scalar | undefined {
  switch (tag) {
    case '!!null': return settled(nullCoreTag.resolve(text, true, nullCoreTag.tagName));
    case '!!bool': return settled(boolCoreTag.resolve(text, true, boolCoreTag.tagName));
    case '!!int': return settled(intCoreTag.resolve(text, true, intCoreTag.tagName));
    case '!!float': return settled(floatCoreTag.resolve(text, true, floatCoreTag.tagName));
    default: return text;
  }
}

function plainValue(source: Source, node: ScalarNode, text: string, sink: Sink): Scalar {
  for (const tag of [nullCoreTag, boolCoreTag] as const) {
    const value = settled(tag.resolve(text, false, tag.tagName));
    if (value !== undefined) return value;
  }
  const number = settled(intCoreTag.resolve(text, false, intCoreTag.tagName)) ?? settled(floatCoreTag.resolve(text, false, floatCoreTag.tagName));
  if (number !== undefined) return checkedNumber(source, node, text, number, sink);
  // The core schema leaves a number beyond all bounds as text, which nobody means.
  return NUMBER_LIKE.test(text) ? checkedNumber(source, node, text, Number.POSITIVE_INFINITY, sink) : text;
}

function settled<Value>(value: Value | typeof NOT_RESOLVED): Value | undefined {
  return value === NOT_RESOLVED ? undefined : value;
}

function checkedNumber(source: Source, node: ScalarNode, text: string, value: number, sink: Sink): number {
  const lost = !Number.isFinite(value) ? 'is not a finite number' : Number.isInteger(value) && !Number.isSafeInteger(value) ? 'has more digits than a number keeps' : undefined;
  if (lost !== undefined) {
    sink.report(problem('TOC013', `\`${abridged(text)}\` ${lost}`, { at: { source, span: node.span }, help: 'If it is a name or a code, put it in quotes.' }));
  }
  return value;
}

/** A text short enough for a message. */
export function abridged(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
