import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerCache, answerKey, cacheFolder } from '../../../src/io/drill-cache.ts';
import { tempDir } from '../../support/temp.ts';

const FILES = { 'rules-1.yaml': 'groups: []', 'drill_test.yaml': 'tests: []' };
const KEY = answerKey('promtool 2.42.0', FILES);

test('an answer comes back by what was asked, and by nothing else', async () => {
  const cache = answerCache(join(tempDir(), 'deep', 'cache'));
  expect(await cache.get(KEY)).toBeUndefined();
  await cache.put(KEY, 'Unit Testing: ü\n');
  expect(await cache.get(KEY)).toBe('Unit Testing: ü\n');
  const others = [answerKey('promtool 2.53.0', FILES), answerKey('promtool 2.42.0', { ...FILES, 'rules-1.yaml': 'groups: [] ' }), answerKey('promtool 2.42.0', { 'rules-1.yaml': 'groups: []' }), answerKey('promtool 2.42.0', { ...FILES, 'rules-2.yaml': '' })];
  expect(new Set([KEY, ...others]).size).toBe(5);
  for (const other of others) expect(await cache.get(other)).toBeUndefined();
  expect(answerKey('promtool 2.42.0', { 'drill_test.yaml': 'tests: []', 'rules-1.yaml': 'groups: []' })).toBe(KEY);
});

test('a damaged answer, or a folder that cannot be, is no answer and no failure', async () => {
  const folder = tempDir();
  const cache = answerCache(folder);
  writeFileSync(join(folder, `${KEY}.gz`), 'no gzip');
  expect(await cache.get(KEY)).toBeUndefined();
  await cache.put(KEY, 'anew');
  expect(await cache.get(KEY)).toBe('anew');
  expect(readdirSync(folder)).toEqual([`${KEY}.gz`]);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await answerCache(file).put(KEY, 'lost');
  expect(await answerCache(file).get(KEY)).toBeUndefined();
});

test('the folder is named, or the person’s own', () => {
  expect(cacheFolder({ TOCSIN_CACHE: 'here', HOME: '/home/ada' })).toBe('here');
  expect(cacheFolder({ TOCSIN_CACHE: 'off', HOME: '/home/ada' })).toBeUndefined();
  expect(cacheFolder({ XDG_CACHE_HOME: '/cache', HOME: '/home/ada' })).toBe('/cache/tocsin/drills');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/home/ada' })).toBe('/home/ada/.cache/tocsin/drills');
  expect(cacheFolder({})).toBeUndefined();
});
