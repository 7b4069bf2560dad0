import { describe, expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import type { Place } from '../../../src/alertmanager/splice.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { conformanceProblems } from '../../../src/conformance/conformance.ts';
import { BASES } from './bases.ts';
import { spliceText, unsplice } from './plan.ts';

const PLACES: readonly Place[] = ['before-first-terminal', 'first', 'last'];

describe.each(Object.entries(BASES))('%s', (_, text) => {
  test.each(PLACES)('without the inserted parts the base is back, byte for byte (%s)', (place) => {
    const spliced = spliceText(text, place);
    if (!('text' in spliced)) throw new Error(spliced.join('\n'));
    expect(unsplice(spliced)).toBe(text);
    expect(spliced.text.length).toBeGreaterThan(text.length + 500);
    expect(spliced.inserted).toHaveLength(2);
    for (const span of spliced.inserted) {
      const part = spliced.text.slice(span.start, span.end);
      expect(part).toContain('# >>> tocsin: generated, do not edit');
      expect(part).toContain('# <<< tocsin');
    }
    expect(conformanceProblems('alertmanager', spliced.text)).toEqual([]);
  });

  test('the generated file is refused as a base', () => {
    const spliced = spliceText(text);
    if (!('text' in spliced)) throw new Error(spliced.join('\n'));
    expect(spliceText(spliced.text)).toEqual(['TOC603 this file already holds a generated part']);
  });
});

function childrenOf(text: string): readonly (string | undefined)[] {
  const base = readBase({ path: '', text: text.replaceAll(/# (?:>>>|<<<) tocsin/g, '#') }, new Sink());
  return base?.config.route.routes.map(({ receiver, matchers }) => (matchers[0]?.label === 'tocsin' ? 'ours' : receiver)) ?? [];
}

describe('where the route goes', () => {
  test.each<[Place, readonly string[]]>([
    ['before-first-terminal', ['logger', 'chat', 'ours', 'chat', 'task']],
    ['first', ['ours', 'logger', 'chat', 'chat', 'task']],
    ['last', ['logger', 'chat', 'chat', 'task', 'ours']],
    [{ before: 'task' }, ['logger', 'chat', 'chat', 'ours', 'task']],
    [{ before: 'chat' }, ['logger', 'ours', 'chat', 'chat', 'task']],
  ])('%j', (place, children) => {
    const spliced = spliceText(BASES['block, with continue'] ?? '', place);
    expect('text' in spliced ? childrenOf(spliced.text) : spliced).toEqual(children);
  });

  test('comments stay with the route below them', () => {
    const spliced = spliceText(BASES['block, with continue'] ?? '');
    expect('text' in spliced ? spliced.text : '').toContain('# <<< tocsin\n    # which belong to it\n    - matchers: [team="sre"]');
  });

  test('a comment indented deeper stays with the route above', () => {
    const spliced = spliceText('route:\n  receiver: a\n  routes:\n  - receiver: a\n    continue: true\n    # of a\n  # of b\n  - receiver: b\nreceivers: [{ name: a }, { name: b }]\n');
    const text = 'text' in spliced ? spliced.text : '';
    expect(text).toContain('    # of a\n  # >>> tocsin');
    expect(text).toContain('  # <<< tocsin\n  # of b\n  - receiver: b\n');
  });

  test('so does one below the last route', () => {
    const spliced = spliceText('route:\n  receiver: a\n  routes:\n  - receiver: a\n    # of a\nreceivers: [{ name: a }]\n', 'last');
    expect('text' in spliced ? spliced.text : '').toContain('    # of a\n  # >>> tocsin');
  });

  test('an unknown receiver to insert before is reported', () => {
    expect(spliceText(BASES['one line'] ?? '', { before: 'char' })).toEqual(['TOC610 no child of the root route has the receiver `char`']);
  });
});

describe('what cannot be spliced soundly is refused', () => {
  const receivers = 'receivers: [{ name: a }]\n';
  test.each([
    ['children by alias', `time_intervals: [{ name: n, time_intervals: &t [] }]\nroute: { receiver: a, routes: *t }\n${receivers}`, 'TOC604'],
    ['children used twice', `route:\n  receiver: a\n  routes: [{ receiver: a, routes: &r [] }, { routes: *r }]\n${receivers}`, ''],
    ['root children used elsewhere', `route:\n  receiver: a\n  routes: &r\n    - receiver: a\n      routes: *r\n${receivers}`, 'TOC601'],
    ['root by merge key', `route:\n  <<: { receiver: a, routes: [{ receiver: a }] }\n${receivers}`, 'TOC604'],
    ['root by merge key that comes last', `route:\n  routes: []\n  <<: { receiver: a, routes: [{ receiver: a }] }\n${receivers}`, 'TOC604'],
    ['root by merge key at the top', `<<: { route: { receiver: a } }\n${receivers}`, 'TOC604'],
    ['routes: ~', `route: { receiver: a, routes: ~ }\n${receivers}`, 'TOC604'],
    ['inhibition by alias', `route: { receiver: a }\ntime_intervals: [{ name: n, time_intervals: &t [] }]\ninhibit_rules: *t\n${receivers}`, 'TOC604'],
    ['root used elsewhere', `x: &r { receiver: a }\nroute: *r\n${receivers}`, 'TOC604'],
    ['explicit keys', `? route\n: receiver: a\n  ? routes\n  : - receiver: a\n${receivers}`, 'TOC604'],
    ['a text at the end that has no line break', `route: { receiver: a }\n${receivers}templates:\n  - |\n    x`, 'TOC604'],
    ['a line end of YAML 1.1', `route: { receiver: a } # \u2028routes: []\n${receivers}`, 'TOC601'],
    ['shared rules', `route: { receiver: a }\ninhibit_rules: &i []\ntemplates: *i\n${receivers}`, 'TOC604'],
  ])('%s', (_, text, code) => {
    const spliced = spliceText(text);
    if ('text' in spliced) expect(unsplice(spliced)).toBe(text);
    expect('text' in spliced ? '' : spliced.map((one) => one.slice(0, 6)).join(' ')).toBe(code);
  });
});
