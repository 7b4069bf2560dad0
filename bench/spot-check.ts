import { DAY, MINUTE } from '../src/model/duration.ts';
import type { Level } from '../src/model/burn-policy.ts';
import type { InputSeries, Question, Sample } from '../test/support/promtool-test-file.ts';
import { fired, type Form } from './burn-forms.ts';
import { MINUTE_MS, PoissonTraffic } from './poisson-traffic.ts';

/** How often an alert began to fire, and at how many evaluations it fired. */
interface Told {
  readonly begun: number;
  readonly evaluations: number;
}

/** Asks promtool of rules of both forms. */
export type Ask = (series: readonly InputSeries[], questions: readonly Question[]) => readonly (readonly Sample[])[];

const DAYS = 3;
const NAMES: Readonly<Record<Form, Readonly<Record<Level, string>>>> = {
  ours: { page: 'EventgateMainAvailabilityBurnPage', ticket: 'EventgateMainAvailabilityBurnTicket' },
  textbook: { page: 'Page', ticket: 'Ticket' },
};

/**
 * Lets promtool run both forms over a few days of seeded traffic that the simulation has run, and throws where they differ
 * in one evaluation. A service that is exactly on budget at few events has most false alarms, so it shows most.
 */
export function spotCheck(ask: Ask): string {
  const minutes = (DAYS * DAY) / MINUTE;
  const traffic = new PoissonTraffic({ seed: 4, minutes, perHour: 30, badShare: () => 0.001 });
  const until = minutes * 60;
  const asked = (['ours', 'textbook'] as const).flatMap((form) => (['page', 'ticket'] as const).map((level) => ({ form, level })));
  const questions = asked.flatMap(({ form, level }): readonly Question[] => {
    const alert = `ALERTS{alertname="${NAMES[form][level]}",alertstate="firing"}`;
    return [
      [`count_over_time((${alert} unless (${alert} offset 1m))[${until}s:1m])`, until],
      [`count_over_time(${alert}[${until}s:1m])`, until],
    ];
  });
  const answers = ask(seriesOf(traffic, minutes), questions);
  const lines = asked.map(({ form, level }, at) => {
    const seen: Told = { begun: answers[2 * at]?.[0]?.value ?? 0, evaluations: answers[2 * at + 1]?.[0]?.value ?? 0 };
    const firings = fired(form, level, traffic);
    const wanted: Told = { begun: firings.length, evaluations: firings.reduce((sum, { from, until: end }) => sum + (end ?? minutes + 1) - from, 0) };
    if (seen.begun !== wanted.begun || seen.evaluations !== wanted.evaluations) throw new Error(`${form} ${level}: promtool ${JSON.stringify(seen)}, simulated ${JSON.stringify(wanted)}`);
    return `${form === 'ours' ? 'ours' : 'the textbook'} ${level}s ${seen.begun} times, at ${seen.evaluations} evaluations`;
  });
  return `Spot check: over ${DAYS} days at 30 events an hour promtool says of every evaluation what the simulation says: ${lines.join('; ')}.`;
}

/** Counters as scrapes 20 seconds after each minute show them. */
function seriesOf(traffic: PoissonTraffic, minutes: number): readonly InputSeries[] {
  const target = { job: 'k8s-pods', instance: '10.0.0.1:9102', site: 'eqiad', kubernetes_namespace: 'eventgate-main' };
  const service = { ...target, service: 'eventgate-main', stream: 'a', schema_uri: 'b' };
  const values = (at: (minute: number) => number): string => Array.from({ length: minutes + 1 }, (_, minute) => `_ ${at(minute)} _`).join(' ');
  return [
    { metric: 'up', labels: target, values: values(() => 1) },
    { metric: 'eventgate_events_produced_total', labels: service, values: values((minute) => good(traffic, minute)) },
    { metric: 'eventgate_validation_errors_total', labels: { ...service, error_type: 'HoistingError' }, values: values((minute) => traffic.countersAt(minute * MINUTE_MS).bad) },
  ];
}

function good(traffic: PoissonTraffic, minute: number): number {
  const { total, bad } = traffic.countersAt(minute * MINUTE_MS);
  return total - bad;
}
