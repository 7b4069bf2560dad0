import { dump, load } from 'js-yaml';
import type { RouteFault, Touched } from './fault.ts';

/** A route of an Alertmanager file, free to be changed. */
interface LooseRoute {
  receiver?: string;
  matchers?: string[];
  continue?: boolean;
  group_by?: string[];
  group_wait?: string;
  mute_time_intervals?: string[];
  active_time_intervals?: string[];
  routes?: LooseRoute[];
}

interface LooseReceiver {
  name: string;
  [integrations: string]: unknown;
}

interface LooseConfig {
  route: LooseRoute;
  receivers: LooseReceiver[];
  inhibit_rules?: { source_matchers?: string[]; target_matchers?: string[]; equal?: string[] }[];
  time_intervals?: unknown[];
}

type Change = (config: LooseConfig) => void;

/** A class whose faults are changes of the parsed file, each with where it is made. */
export function ofConfig(name: string, happened: string, changes: readonly (readonly [string, Change])[], breaks: Touched | undefined): RouteFault {
  return {
    on: 'routes',
    name,
    happened,
    ...(breaks === undefined ? { isEquivalent: true as const } : {}),
    *mutants(text) {
      for (const [where, change] of changes) {
        const config = load(text) as LooseConfig;
        const before = dump(config);
        change(config);
        if (dump(config) !== before) yield { where, text: dump(config, { lineWidth: -1, noRefs: true }), breaks };
      }
    },
  };
}

/** Every route below one, itself included. */
export function everyRoute(route: LooseRoute): readonly LooseRoute[] {
  return [route, ...(route.routes ?? []).flatMap(everyRoute)];
}

function ours(config: LooseConfig): LooseRoute {
  return (config.route.routes ?? []).find(({ matchers }) => matchers?.some((one) => one.startsWith('tocsin=')) === true) ?? {};
}

/** The routes for one severity below a team or the fallback. */
function of(config: LooseConfig, severity: string): readonly LooseRoute[] {
  return everyRoute(ours(config)).filter(({ matchers }) => matchers?.some((one) => one === `severity="${severity}"`) === true);
}

function teamRoute(config: LooseConfig): LooseRoute | undefined {
  return ours(config).routes?.find(({ matchers }) => matchers?.some((one) => one.startsWith('team=')) === true);
}

const isHeartbeat = (hazard: string): boolean => hazard === 'watchdog';
const ALL: Touched = () => true;
const PEOPLE: Touched = (_, hazard) => !isHeartbeat(hazard);
const PAGES: Touched = (level, hazard) => level === 'page' && !isHeartbeat(hazard);
/** What no page tells of as well. */
const TICKETS: Touched = (level, hazard) => level === 'ticket' && ['slow-burn', 'stream-silent', 'uncovered-instance'].includes(hazard);

const WEEKEND = { name: 'weekend', time_intervals: [{ weekdays: ['saturday', 'sunday'] }] };
const OFFICE = { name: 'office', time_intervals: [{ weekdays: ['monday:friday'], times: [{ start_time: '09:00', end_time: '17:00' }] }] };
const NIGHT = { name: 'night', time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }, { start_time: '00:00', end_time: '06:00' }] }] };

function withInterval(interval: typeof WEEKEND | typeof OFFICE | typeof NIGHT, key: 'mute_time_intervals' | 'active_time_intervals', routes: (config: LooseConfig) => readonly LooseRoute[]): Change {
  return (config) => {
    config.time_intervals = [...(config.time_intervals ?? []), interval];
    for (const route of routes(config)) route[key] = [interval.name];
  };
}

function emptied(receiver: string): Change {
  return (config) => {
    config.receivers = config.receivers.map((one) => (one.name === receiver ? { name: receiver } : one));
  };
}

/** Faults of routes, receivers, time intervals and inhibition. */
export const ROUTE_FAULTS: readonly RouteFault[] = [
  ofConfig('routes of the team removed', 'The routes of a team were taken out with an old receiver: its pages resolved to a default without an integration.', [['the subtree', (config) => (config.route.routes = (config.route.routes ?? []).filter((one) => one !== ours(config)))]], ALL),
  ofConfig('page sent to a ticket queue', 'A page route keeps its matchers and gets the receiver of the tickets.', [['the page routes', (config) => of(config, 'page').forEach((one) => (one.receiver = 'data-engineering-task'))]], PAGES),
  ofConfig('page receiver emptied', 'A receiver is left with its name only; Alertmanager calls such a file valid.', [['data-platform-page', emptied('data-platform-page')]], PAGES),
  ofConfig('ticket receiver emptied', 'A receiver is left with its name only; Alertmanager calls such a file valid.', [['data-engineering-task', emptied('data-engineering-task')]], TICKETS),
  ofConfig('heartbeat receiver emptied', 'A watchdog whose heartbeat goes nowhere watches nothing.', [['dead-man-switch', emptied('dead-man-switch')]], (_, hazard) => isHeartbeat(hazard)),
  ofConfig('continue lost', 'A route that logs every alert loses its `continue`, and nothing behind it is reached.', [['the logger', (config) => (config.route.routes ?? []).filter(({ receiver }) => receiver === 'logger').forEach((one) => delete one.continue)]], ALL),
  ofConfig('project matcher misspelt', 'A value that no alert has is a route that no alert takes.', [
    ['two letters', (config) => (ours(config).matchers = ['tocsin="event-platfrom"'])],
    ['another case', (config) => (ours(config).matchers = ['tocsin="Event-Platform"'])],
    ['a part, as a regular expression', (config) => (ours(config).matchers = ['tocsin=~"event"'])],
    ['a label that no alert has', (config) => ours(config).matchers?.push('dc="eqiad"')],
  ], ALL),
  ofConfig('catch-all before the routes', 'A route without matchers is put first, and takes everything.', [
    ['at the root', (config) => config.route.routes?.unshift({ receiver: 'default' })],
    ['inside the subtree', (config) => ours(config).routes?.unshift({ receiver: 'logger' })],
  ], ALL),
  ofConfig('catch-all before the page route', 'Within a team, tickets are routed first, by a route that lost its matcher.', [['before the severities', (config) => teamRoute(config)?.routes?.unshift({ receiver: 'data-engineering-task' })]], PAGES),
  ofConfig('muted over the weekend', 'A mute interval that was meant for tickets stands on the route of the pages.', [['the page routes', withInterval(WEEKEND, 'mute_time_intervals', (config) => of(config, 'page'))]], PAGES),
  ofConfig('muted at night', 'Nobody is to be woken, and nobody is.', [['the page routes', withInterval(NIGHT, 'mute_time_intervals', (config) => of(config, 'page'))]], PAGES),
  ofConfig('active in office hours only', 'An outage that began on a Friday evening was seen on Monday.', [['the page routes', withInterval(OFFICE, 'active_time_intervals', (config) => of(config, 'page'))]], PAGES),
  ofConfig('grouped without instance', 'All alerts of a team in one notification: the second outage of the night is a line in the first.', [
    ['by alert name', (config) => (ours(config).group_by = ['alertname'])],
    ['by site', (config) => (ours(config).group_by = ['alertname', 'site'])],
    ['by instance', (config) => (ours(config).group_by = ['alertname', 'service'])],
    ['not said', (config) => delete ours(config).group_by],
  ], PEOPLE),
  ofConfig('group wait beyond the deadline', 'A wait that was set to quiet a noisy team is part of the time to detect.', [['the page routes', (config) => of(config, 'page').forEach((one) => (one.group_wait = '3h'))]], PAGES),
  ofConfig('inhibited by another instance', 'Missing labels count as equal: a page of one service silenced the alerts of all others.', [
    ['equal by a label that no alert has', (config) => config.inhibit_rules?.push({ source_matchers: ['severity="page"'], target_matchers: ['severity="task"'], equal: ['dc'] })],
    ['equal by team', (config) => config.inhibit_rules?.push({ source_matchers: ['severity="page"'], target_matchers: ['severity="task"'], equal: ['team'] })],
    ['equal by nothing', (config) => config.inhibit_rules?.push({ source_matchers: ['severity="page"'], target_matchers: ['severity="task"'] })],
  ], TICKETS),
  ofConfig('inhibited by an instance of the same site', 'Inhibition was thought of for racks and sites, and a page of the site silenced its tickets.', [
    ['equal by site', (config) => config.inhibit_rules?.push({ source_matchers: ['severity="page"'], target_matchers: ['severity="task"'], equal: ['site'] })],
  ], (level, hazard) => level === 'ticket' && hazard === 'slow-burn'),
  ofConfig('receiver misspelt', 'A route names a receiver that is not there: Alertmanager does not load the file, and goes on with the old one.', [['the page routes', (config) => of(config, 'page').forEach((one) => (one.receiver = 'data-platfrom-page'))]], PAGES),
];
