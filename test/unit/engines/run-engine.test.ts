import { expect, test } from 'vitest';
import { runEngine } from '../../../src/engines/run-engine.ts';

test('an engine that hangs is killed at its limit', async () => {
  expect(await runEngine('/bin/sh', ['-c', 'exec sleep 600'], { timeoutMs: 50 })).toEqual({ kind: 'killed', why: 'time' });
});

test('an engine that is to stop is killed, and one that is stopped before is not begun', async () => {
  const stop = new AbortController();
  const run = runEngine('/bin/sh', ['-c', 'exec sleep 600'], { timeoutMs: 600_000, signal: stop.signal });
  stop.abort();
  expect(await run).toEqual({ kind: 'killed', why: 'stop' });
  expect(await runEngine('/bin/sh', ['-c', 'exit 0'], { timeoutMs: 600_000, signal: stop.signal })).toEqual({ kind: 'killed', why: 'stop' });
});

test('the end of an engine is told as it is', async () => {
  expect(await runEngine('/bin/sh', ['-c', 'echo out; echo err >&2; exit 3'], { timeoutMs: 600_000 })).toMatchObject({ kind: 'ended', status: 3 });
  expect(await runEngine('/bin/sh', ['-c', 'kill -9 $$'], { timeoutMs: 600_000 })).toMatchObject({ kind: 'ended', status: -1 });
  expect(await runEngine('/no/such/engine', [], { timeoutMs: 600_000 })).toMatchObject({ kind: 'not-started' });
});
