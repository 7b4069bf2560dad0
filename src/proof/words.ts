import { formatDuration, MINUTE, SECOND } from '../model/duration.ts';
import type { Failure } from '../obligations/failure.ts';
import type { Labels } from '../routing/labels.ts';

/** What happens, as a clause for people: `all of availability fails as status_code="500"`. */
export function failureText(failure: Failure, given: Labels): string {
  const [value] = Object.entries(given);
  const as = value === undefined ? '' : ` as ${value[0]}="${value[1]}"`;
  switch (failure.kind) {
    case 'events-fail':
      return `${failure.share >= 1 ? 'all' : shareText(failure.share)} of ${failure.objective.name} fails${as}`;
    case 'slow':
      return `every answer is too slow for ${failure.objective.name}`;
    case 'less-comes':
      return failure.share === 0 ? 'nothing comes any more' : `${shareText(failure.share)} of the usual traffic comes`;
    case 'stream-stops':
      return `the stream ${failure.stream} stops`;
    case 'series-end':
      return 'processes answer and export nothing that is counted';
    case 'targets-end':
      return failure.state === 'down' ? 'no process answers its scrapes' : 'no process is there to be scraped';
    case 'probe-fails':
      return `every event of the probe ${failure.objective.name} fails`;
    case 'probe-stops':
      return `the probe ${failure.objective.name} sends nothing`;
    case 'rules-missing':
      return 'the rules of the instance are not loaded';
    case 'stranger':
      return `a service of the contract ${failure.of.contract} runs that the inventory does not know`;
    case 'silence':
      return 'nothing arrives from Prometheus';
  }
}

/** A share as per cent, short. */
function shareText(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** A time as people need it: whole seconds below ten minutes, whole minutes from there. */
export function roughly(ms: number): string {
  const step = ms < 10 * MINUTE ? SECOND : MINUTE;
  return formatDuration(Math.ceil(ms / step) * step);
}

/** Labels as in an alert: `team="a" severity="page"`. */
export function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');
}
