import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import type { ExpectedLabels, LabelValue } from '../../../src/routing/labels.ts';
import { routeTree, type Route } from '../../../src/routing/tree.ts';
import { routesFor } from '../../../src/routing/walk.ts';
import { exampleFor, waysThrough } from '../../../src/routing/ways.ts';
import { PROVES, seedOr } from '../../support/proof.ts';
import { Draw } from '../../engine/alertmanager/random-base.ts';
import { randomLabels, randomTree } from '../../engine/routing/random-config.ts';

const TREES = PROVES ? 5_000 : 300;
const COMPLETIONS = 20;

function tree(routes: readonly object[]): Route {
  const text = dump({ route: { receiver: 'default', routes }, receivers: ['default', 'chat', 'pager'].map((name) => ({ name })) }, { lineWidth: -1 });
  const sink = new Sink();
  const config = readBase({ path: '', text }, sink)?.config;
  if (config === undefined) throw new Error(sink.sorted.map(({ message }) => message).join('\n'));
  return routeTree(config.route);
}

const endsOf = (ends: readonly Route[]): string => ends.map(({ path }) => path.join('.')).join(' ');

/** Labels of which some are known, some one of several, and some can be anything. */
function partlyKnown(draw: Draw, labels: Readonly<Record<string, string>>): ExpectedLabels {
  const named = new Map<string, LabelValue>();
  for (const name of ['team', 'severity', 'service', 'site', 'empty']) {
    const value = labels[name] ?? '';
    if (draw.chance(0.4)) named.set(name, { kind: 'known', value });
    else if (draw.chance(0.5)) named.set(name, { kind: 'one-of', values: [...new Set([value, randomLabels(draw)[name] ?? '', ''])] });
  }
  return { named, others: 'any' };
}

/** Labels as they could turn out to be. */
function completion(draw: Draw, expected: ExpectedLabels): Record<string, string> {
  // What nobody knows is of one line.
  const labels = Object.fromEntries(Object.entries(randomLabels(draw)).filter(([, value]) => !value.includes('\n')));
  for (const [name, value] of expected.named) {
    if (value.kind === 'known') labels[name] = value.value;
    if (value.kind === 'one-of') labels[name] = draw.of(value.values);
  }
  return labels;
}

test('every alert that can be takes one of the ways, and every way is taken by its example', () => {
  const draw = new Draw(seedOr(61));
  let several = 0;
  let examples = 0;
  for (let at = 0; at < TREES; at++) {
    const root = tree([randomTree(draw, ['default', 'chat', 'pager'])]);
    const expected = partlyKnown(draw, randomLabels(draw));
    const ways = [...waysThrough(root, expected)];
    const known = new Set(ways.map(({ ends }) => endsOf(ends)));
    if (known.size > 1) several += 1;
    for (let turn = 0; turn < COMPLETIONS; turn++) {
      const labels = completion(draw, expected);
      expect([...known], JSON.stringify(labels)).toContain(endsOf(routesFor(root, labels)));
    }
    for (const way of ways) {
      const { labels, unfound } = exampleFor(expected, way);
      if (unfound.length > 0) continue;
      examples += 1;
      expect(endsOf(routesFor(root, labels)), JSON.stringify(labels)).toBe(endsOf(way.ends));
    }
  }
  expect(several).toBeGreaterThan(TREES / 3);
  expect(examples).toBeGreaterThan(TREES);
});

test('an alert whose labels are all known has one way', () => {
  const root = tree([{ matchers: ['a="1"'], receiver: 'chat', continue: true }, { matchers: ['b=~"x.*"'], receiver: 'pager' }]);
  const ways = (labels: Readonly<Record<string, string>>): readonly string[][] =>
    [...waysThrough(root, { named: new Map(Object.entries(labels).map(([name, value]) => [name, { kind: 'known', value }])), others: 'missing' })].map(({ ends }) => ends.map(({ receiver }) => receiver));
  expect(ways({ a: '1', b: 'xy' })).toEqual([['chat', 'pager']]);
  expect(ways({ b: 'y' })).toEqual([['default']]);
});

test('a label nobody knows may be anything, and the example of each way says what', () => {
  const root = tree([{ matchers: ['cluster="old"'], receiver: 'chat' }, { matchers: ['team=~"data-.+"'], receiver: 'pager' }]);
  const expected: ExpectedLabels = { named: new Map([['alertname', { kind: 'known', value: 'A' }]]), others: 'any' };
  const found = [...waysThrough(root, expected)].map((way) => [way.ends.map(({ receiver }) => receiver).join(), exampleFor(expected, way)]);
  expect(found).toEqual([
    ['chat', { labels: { alertname: 'A', cluster: 'old' }, unfound: [] }],
    ['pager', { labels: { alertname: 'A', team: 'data-x' }, unfound: [] }],
    ['default', { labels: { alertname: 'A' }, unfound: [] }],
  ]);
});

test('what is enough ends the search below a continuing route', () => {
  const root = tree([{ receiver: 'pager', continue: true }, ...Array.from({ length: 40 }, (_, at) => ({ matchers: [`l${at}="1"`], receiver: 'chat', continue: true }))]);
  const ways = [...waysThrough(root, { named: new Map(), others: 'any' }, (ends) => ends.some(({ receiver }) => receiver === 'pager'))];
  expect(ways).toHaveLength(1);
});
