import { describe, expect, test } from 'vitest';
import { standingOf } from '../../../src/hazards/outcome.ts';
import { HAZARD_TEST } from '../../../src/hazards/run.ts';
import { baseProject, type SpecChanges } from '../../support/base-project.ts';
import { drilled, faultsOf } from '../../support/hazard-drills.ts';
import { testRules } from '../../support/promtool.ts';
import { tempDir } from '../../support/temp.ts';
import { sampled } from '../../support/proof.ts';

/** Traffic is held against that of one and two weeks ago. */
const TRAFFIC: SpecChanges = {
  'contracts/eventgate.yaml': [['  indicators:', '  traffic: { of: eventgate_events_produced_total }\n  indicators:']],
  'instances/eventgate-main.yaml': [['  class: critical', '  class: critical\n  traffic: { minimum: 100/s }']],
};
const DROPS = 'eventgate-main/[a-z]+/traffic-(stop|drop)';

/** Who looks weeks back: a ruler at what sites record, the Prometheus of each site, or one that sees all. */
const LAYOUTS = [
  ['a ruler', { ...TRAFFIC, 'tocsin.yaml': [['retention: 90d', 'retention: 90d, allSites: true']] }],
  ["each site's Prometheus", TRAFFIC],
  ['one Prometheus', { ...TRAFFIC, 'tocsin.yaml': [['scope: site', 'scope: global'], ['rules/{{site}}/{{instance}}', 'rules/{{instance}}']] }],
] as const;

describe.each(sampled(LAYOUTS, 1))('where %s looks weeks back', (layout, changes) => {
  const project = baseProject(changes);

  test('a drop is told when it is claimed to be, and each run takes little of the time between', { timeout: 120_000 }, async () => {
    const kept: Record<string, string>[] = [];
    const results = await drilled(project, DROPS, {}, kept);
    expect(results).toHaveLength(4);
    expect(faultsOf(results)).toEqual([]);
    for (const { outcomes } of results) for (const { claim, firesMs } of outcomes) expect(firesMs).toBe(claim.told.firesMs);
    const telling = kept.filter((files) => Object.values(files).some((text) => text.includes('"alert"')));
    expect(telling.every((files) => files[HAZARD_TEST]?.includes('"evaluation_interval": "1h"') === true)).toBe(true);
    for (const files of telling) expect(await testRules([`${tempDir(files)}/${HAZARD_TEST}`])).toMatchObject({ status: 0 });
  });

  test.each(sampled<readonly [string, (text: string) => string]>([
    ['usual traffic of another instance', (text) => text.replace(/(tocsin:traffic:least2h\{)/g, '$1tocsin_instance="eventage-main", ')],
    ['a window that is never full', (text) => text.replace(/\[[5-9]m:1m\]/g, '[4m:1m]')],
    ['a floor that nothing falls below', (text) => text.replace(/< 0\.4\b/g, '< 0').replace(/< 1$/gm, '< 0')],
    ['another name of what is recorded', (text) => text.replaceAll('record: tocsin:traffic:rate5m', 'record: tocsin:traffic:rate6m')],
  ], 1))('%s is found', { timeout: 60_000 }, async (_, edit) => {
    const results = await drilled(project, 'eventgate-main/eqiad/traffic-drop', { edit });
    expect(results.map(standingOf), layout).toEqual(['not-met']);
  });
});
