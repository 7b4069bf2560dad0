import { describe, expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { copiedSpecs } from '../../support/specs.ts';

const OUTAGE = ['--instance', 'eventgate-main', '--error-ratio', '2%', '--for', '1h'];

function simulate(...args: readonly string[]) {
  return runCli(['simulate', ...args], { cwd: copiedSpecs() });
}

describe('a wrong flag is told in one line, with what was probably meant', () => {
  test.each([
    [['--instance', 'eventgate-mian', '--error-ratio', '2%', '--for', '1h'], '--instance eventgate-mian: there is none of this name; did you mean `eventgate-main`?'],
    [[...OUTAGE, '--objective', 'availabilty'], '--objective availabilty: there is none of this name; did you mean `availability`?'],
    [[...OUTAGE, '--objective', 'canary'], '--objective canary: no rule is made for it yet'],
    [[...OUTAGE, '--site', 'eqaid'], '--site eqaid: there is none of this name; did you mean `eqiad`?'],
    [['--instance', 'eventgate-main', '--error-ratio', '0.02', '--for', '1h'], '--error-ratio 0.02: expected a percentage above 0% and up to 100%'],
    [['--instance', 'eventgate-main', '--error-ratio', '101%', '--for', '1h'], '--error-ratio 101%: expected a percentage above 0% and up to 100%'],
    [['--instance', 'eventgate-main', '--error-ratio', '0%', '--for', '1h'], '--error-ratio 0%: expected a percentage above 0% and up to 100%'],
    [['--instance', 'eventgate-main', '--error-ratio', '2%', '--for', '90'], '--for 90: expected a duration up to 100d'],
    [['--instance', 'eventgate-main', '--error-ratio', '2%', '--for', '0s'], '--for 0s: expected a duration up to 100d'],
    [[...OUTAGE, '--before', '3 days'], '--before 3 days: expected a duration up to 100d'],
    [[...OUTAGE, '--rate', '100'], '--rate 100: expected events in a time'],
    [[...OUTAGE, '--rate', '0/s'], '--rate 0/s: expected events in a time'],
    [[...OUTAGE, '--eror-ratio', '2%'], '`tocsin simulate` has no option `--eror-ratio`; did you mean `--error-ratio`?'],
    [['--error-ratio', '2%', '--for', '1h'], "required option '--instance <name>' not specified"],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await simulate(...args);
    expect({ status, stdout, said: stderr.split('\n')[0] }).toEqual({ status: 2, stdout: '', said: `tocsin: ${message}` });
    expect(stderr).toMatch(/^tocsin: .*\n {2}do: .*\n$/);
  });
});

test('specs with problems are not simulated', async () => {
  const cwd = copiedSpecs({ 'tocsin.yaml': [['scope: site', 'scope: sites']] });
  const { status, stdout, stderr } = await runCli(['simulate', ...OUTAGE], { cwd });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('expected `site` or `global`');
  expect(stderr).toMatch(/Not simulated: the specs have problems\.\n$/);
});

test('as JSON it says the same, in seconds', async () => {
  const { status, stdout } = await simulate(...OUTAGE, '--objective', 'availability', '--format', 'json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    format: 1,
    instance: 'eventgate-main',
    outage: { errorRatio: 0.02, seconds: 3600, eventsPerSecond: 100, secondsBefore: null },
    objectives: [
      {
        objective: 'availability',
        target: 0.999,
        period: '30d',
        alerts: [
          // 1.44% ÷ 2% × 1h = 43m12s; 10 s for slow answers, and at worst a scrape and an evaluation.
          { level: 'page', fires: { soonest: 2602, latest: 2723, shareOfPhases: 1, row: { long: '1h', short: '5m', burnRate: 14.4, threshold: 0.0144 } } },
          { level: 'ticket', fires: null, resolvesAfterTheEnd: null },
        ],
      },
    ],
  });
});

test('errors below every threshold are told of never', async () => {
  const { status, stdout } = await simulate('--instance', 'eventgate-main', '--objective', 'availability', '--error-ratio', '0.05%', '--for', '5d');
  expect(status).toBe(0);
  expect(stdout.match(/^ {2}(?:page|ticket) +never$/gm)).toHaveLength(2);
});

test('a service younger than its windows is judged by what there is of them', async () => {
  const soonest = async (...args: readonly string[]): Promise<number> => {
    const { stdout } = await simulate(...OUTAGE, '--objective', 'availability', '--format', 'json', ...args);
    return (JSON.parse(stdout) as { objectives: [{ alerts: [{ fires: { soonest: number } }] }] }).objectives[0].alerts[0].fires.soonest;
  };
  expect(await soonest('--before', '10m')).toBeLessThan((await soonest()) / 2);
});
