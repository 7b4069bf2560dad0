import type { Entry } from '../entry.ts';

/** TOC6xx: Alertmanager configuration. */
export const ALERTMANAGER = {
  TOC601: {
    severity: 'error',
    title: 'The Alertmanager file cannot be read',
    why: 'Routes can only be added to, and proved on, a file that Alertmanager reads as it is meant.',
  },
  TOC602: {
    severity: 'error',
    title: 'The Alertmanager file has no usable root route',
    why: 'Alertmanager refuses a configuration whose root route or root receiver is missing.',
  },
  TOC603: {
    severity: 'error',
    title: 'The base file already holds generated routes',
    why: 'Adding to generated output would leave the routes of an earlier run in force beside the new ones.',
  },
  TOC604: {
    severity: 'error',
    title: 'There is no sound place for the generated routes',
    why: 'The base file is kept byte for byte, so routes are added only where that changes nothing else.',
  },
  TOC605: {
    severity: 'error',
    title: 'No such receiver',
    why: 'Alertmanager refuses a configuration that routes to a receiver which is not declared.',
  },
  TOC606: {
    severity: 'error',
    title: 'The receiver tells nobody',
    why: 'A receiver without an integration accepts every alert and drops it in silence.',
  },
  TOC607: {
    severity: 'error',
    title: 'Two receivers of the same name',
    why: 'Alertmanager refuses the file, and a person cannot tell which of the two is meant.',
  },
  TOC608: {
    severity: 'error',
    title: 'A secret is written into the file',
    why: 'The generated configuration is committed and shown in reviews, and a secret in it is a secret no more.',
  },
  TOC609: {
    severity: 'error',
    title: 'Alerts of different instances share a notification',
    why: 'A group that does not hold the instance and the site is announced without saying which of them fails.',
  },
  TOC610: {
    severity: 'error',
    title: 'No such route to insert before',
    why: 'The place of the generated route decides which alerts the routes after it still see.',
  },
  TOC611: {
    severity: 'error',
    title: 'A matcher that Alertmanager cannot read',
    why: 'Alertmanager refuses the whole file for one matcher, and goes on with the configuration of before.',
  },
  TOC612: {
    severity: 'error',
    title: 'A field of the Alertmanager file has the wrong form',
    why: 'Alertmanager refuses the whole file for one field, and goes on with the configuration of before.',
  },
  TOC613: {
    severity: 'error',
    title: 'A route names something that is not declared',
    why: 'Alertmanager refuses the whole file for one unknown name, and goes on with the configuration of before.',
  },
  TOC614: {
    severity: 'error',
    title: 'A field that Alertmanager does not know',
    why: 'Alertmanager refuses the whole file for one unknown field, and goes on with the configuration of before.',
  },
  TOC616: {
    severity: 'warning',
    title: 'The heartbeat does not arrive outside',
    why: 'When Prometheus or Alertmanager is dead, no alert of theirs can say so: only somebody outside who misses the heartbeat can.',
  },
  TOC651: {
    severity: 'warning',
    title: 'No alert can come to this route',
    why: 'Somebody wrote it to be told of something, and is not.',
  },
  TOC652: {
    severity: 'warning',
    title: 'No route uses this receiver',
    why: 'It looks as if somebody were told by it, and nobody is.',
  },
  TOC653: {
    severity: 'error',
    title: 'An alert reaches nobody',
    why: 'It fires, is accepted by Alertmanager, and ends in silence.',
  },
  TOC654: {
    severity: 'warning',
    title: 'A route waits for a value that no alert has',
    why: 'A misspelt value never matches, and the alerts that were meant go somewhere else.',
  },
  TOC655: {
    severity: 'warning',
    title: 'An alert falls to the root',
    why: 'No route was written for it, so it goes to whom nobody chose.',
  },
} as const satisfies Record<string, Entry>;
