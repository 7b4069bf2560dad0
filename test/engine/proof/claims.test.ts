import { expect, test } from 'vitest';
import { badValues } from '../../../src/failures/counted-series.ts';
import { promtoolSeries } from '../../../src/failures/promtool-series.ts';
import { worldOf, type World } from '../../../src/failures/world.ts';
import type { Model } from '../../../src/model/model.ts';
import type { Cell } from '../../../src/proof/verdict.ts';
import { baseProject } from '../../support/base-project.ts';
import { cellsAtWhole } from '../../support/hazard-drills.ts';
import { observe } from '../../support/promtool-tests.ts';
import { PROVES } from '../../support/proof.ts';
import { withoutPeriods } from '../../support/specs.ts';

/** Windows of hours instead of three days, so that promtool is done in seconds. */
const WINDOWS = [['budget: 10%, long: 3d', `budget: 10%, long: ${PROVES ? '6h' : '2h'}`] as const];
const project = baseProject({ 'tocsin.yaml': WINDOWS });
const MINUTE = 60_000;
/** Group wait of the base's routes. */
const WAIT_MS = 30_000;
const ONE = ['outage', 'target-down'];

const cells = cellsAtWhole(project).filter(({ obligation, verdict }) => obligation.site === 'eqiad' && verdict.kind === 'proved' && (PROVES || (obligation.instance === 'eventgate-main' && ONE.includes(obligation.hazard))));

test('there are claims to be judged', () => {
  expect(cells.length).toBeGreaterThan(PROVES ? 7 : 1);
});

test.each(cells.map((cell): [string, Cell] => [`${cell.obligation.instance} ${cell.obligation.hazard}`, cell]))('promtool fires for %s when the proof says so, and not before', { timeout: 120_000 }, async (_, { obligation, verdict }) => {
  if (verdict.kind !== 'proved') throw new Error('not proved');
  const { rule, withinMs } = verdict.told;
  const first: boolean[] = [];
  for (const { onsetMs, sites } of worldsOf(project.model, obligation)) {
    const firesMs = onsetMs + withinMs - WAIT_MS;
    expect(firesMs % MINUTE).toBe(0);
    const series = promtoolSeries(sites.get('eqiad') ?? [], project.model.settings.scrapeIntervalMs, firesMs);
    const rules = project.output.files.filter(({ path }) => path === rule.path).map(({ text }) => withoutPeriods(text));
    const firing = `ALERTS{alertstate="firing", service="${obligation.instance}"}`;
    const told = `ALERTS{alertstate="firing", alertname="${rule.name}"}`;
    const seen = await observe(
      { rules, evaluationSeconds: 60, intervalSeconds: 60, series, externalLabels: { site: 'eqiad' } },
      { well: [firing, Math.floor(onsetMs / MINUTE) * 60], before: [told, firesMs / 1000 - 60], fired: [firing, firesMs / 1000], named: [told, firesMs / 1000] },
    );
    expect(seen.well).toEqual([]);
    expect(seen.fired.map(({ labels }) => labels['severity'])).toContain(obligation.owed.level === 'page' ? 'page' : 'task');
    first.push(seen.named.length > 0 && seen.before.length === 0);
  }
  // The claim is the time of the failure that is told last.
  expect(first).toContain(true);
});

/** Each failure of an obligation, by each bad value of the contract. */
function worldsOf(model: Model, { subject, site, failures }: Cell['obligation']): readonly World[] {
  if (subject === undefined) return [];
  return failures.flatMap((failure) => {
    const values = failure.kind === 'events-fail' ? badValues(subject, failure.objective).slice(0, 2) : [];
    return (values.length === 0 ? [{}] : values).map((given) => {
      const made = worldOf(model, { instance: subject, site, failure, given });
      if (made.kind === 'unknown') throw new Error(made.why);
      return made.world;
    });
  });
}
