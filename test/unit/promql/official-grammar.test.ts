import { parser } from '@prometheus-io/lezer-promql';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';

const RULES = join(import.meta.dirname, '../../../generated/rules');

/** Whether the grammar that Prometheus' own web page uses reads a text without mending it. */
function isRead(text: string): boolean {
  let sound = true;
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) sound = false;
    },
  });
  return sound;
}

describe('Prometheus’ own grammar for editors', () => {
  const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));

  test.each(files)('reads every expression of %s', (file) => {
    const { groups } = load(readFileSync(join(RULES, file), 'utf8')) as { groups: { rules: { expr: string }[] }[] };
    const expressions = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(0);
    expect(expressions.filter((text) => !isRead(text))).toEqual([]);
  });

  test('there are files, and a broken expression would be seen', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(isRead('sum(rate(x[5m])')).toBe(false);
  });
});
