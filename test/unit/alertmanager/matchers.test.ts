import { expect, test } from 'vitest';
import { parseMatchers } from '../../../src/alertmanager/matchers.ts';
import { MATCHER_TEXTS } from './matcher-texts.ts';

test.each(MATCHER_TEXTS)('%j', (text, want) => {
  const matchers = parseMatchers(text);
  expect('reason' in matchers ? undefined : matchers.map(({ label, op, value }) => [label, op, value])).toEqual(want);
});
