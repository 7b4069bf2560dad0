import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conformanceProblems } from '../../../src/conformance/conformance.ts';
import { checkConfig } from '../../support/amtool.ts';
import { tempDir } from '../../support/temp.ts';
import { CONFIG_CASES } from './config-cases.ts';

/** What amtool refuses and the schema lets through. */
const LEFT_TO_AMTOOL: readonly string[] = [
  // A setting is missing here and `global` has none for it.
  'email without smarthost anywhere',
  'slack without url',
  'opsgenie without key',
  'wechat without secret',
  'victorops without api key',
  // Two settings exclude each other, or need each other.
  'pagerduty with both',
  'slack both urls',
  'opsgenie both keys',
  'sns without target',
  'sns with two targets',
  'sns with half of the keys',
  'oauth2 without secret',
  'basic_auth and bearer',
  'global both',
  // A name is not declared, or is declared twice.
  'undefined receiver',
  'undefined time interval',
  'receiver twice',
  'time interval twice',
  'email with colliding headers',
  // A text in a language of its own.
  'opsgenie responder with broken template',
  'basic as authorization type',
  'root with matchers',
  'bad matcher',
  'number as matcher',
  'bad regular expression',
  'bad match_re',
  'time interval backwards',
  'time interval of bad day',
  'time interval in no zone',
  // Quotes, and numbers below nothing: a schema sees only the value that YAML 1.2 gives.
  'email with quoted "yes" for a boolean',
  'telegram with quoted chat',
  'webhook with negative max_alerts',
];
/** What amtool accepts only because it does not look at the rest of the file. */
const REFUSED_ON_PURPOSE: readonly string[] = ['two documents'];

test('the schema never refuses what amtool accepts, and lets through only what is listed', async () => {
  const dir = tempDir(Object.fromEntries(CONFIG_CASES.map(([, text], at) => [`${at}.yml`, text])));
  const wronglyRefused: string[] = [];
  const letThrough: string[] = [];
  let accepted = 0;
  for (const [at, [name, text]] of CONFIG_CASES.entries()) {
    const good = (await checkConfig(join(dir, `${at}.yml`))).status === 0;
    const problems = conformanceProblems('alertmanager', text);
    if (good) accepted += 1;
    if (good && problems.length > 0) wronglyRefused.push(name);
    if (!good && problems.length === 0) letThrough.push(name);
  }
  expect(wronglyRefused).toEqual(REFUSED_ON_PURPOSE);
  expect(letThrough.toSorted()).toEqual(LEFT_TO_AMTOOL.toSorted());
  expect(accepted).toBeGreaterThanOrEqual(45);
  expect(CONFIG_CASES.length - accepted).toBeGreaterThan(80);
}, 120_000);
