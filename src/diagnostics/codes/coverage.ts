import type { Entry } from '../entry.ts';

/** TOC66x and TOC67x: failures that end at nobody. */
export const COVERAGE = {
  TOC661: {
    severity: 'error',
    title: 'No alert fires for a failure',
    why: 'It would go on until somebody notices by chance; such failures have lasted for months.',
  },
  TOC662: {
    severity: 'error',
    title: 'A failure is told too late',
    why: 'The class says how soon a person must know; what is told later was not told when it mattered.',
  },
  TOC663: {
    severity: 'error',
    title: 'A failure that must wake somebody does not',
    why: 'A ticket is read at working hours, and this failure cannot wait until then.',
  },
  TOC664: {
    severity: 'error',
    title: 'An alert ends at nobody',
    why: 'It fires, and its route ends at a receiver that reaches no person, so everybody believes that all is well.',
  },
  TOC665: {
    severity: 'error',
    title: 'An alert is muted for too long',
    why: 'Failures keep no hours: one that begins while its route is muted is told when the interval ends, and that is too late.',
  },
  TOC666: {
    severity: 'error',
    title: 'A notification does not keep instances apart',
    why: 'Where several instances or sites share a notification, the second failure is a line in a message that was read already.',
  },
  TOC667: {
    severity: 'error',
    title: 'An alert is silenced by another failure',
    why: 'While that other alert fires, nobody is told of this failure, and nothing says so.',
  },
  TOC668: {
    severity: 'error',
    title: 'An alert does not say what fails',
    why: 'Whoever is woken looks at the instance that the alert names.',
  },
  TOC669: {
    severity: 'error',
    title: 'A rule cannot be judged',
    why: 'What cannot be judged proves nothing, and may well be dead.',
  },
  TOC670: {
    severity: 'error',
    title: 'A rule selects what does not exist',
    why: 'A matcher on a label or value that never occurs selects nothing: the alert is green and dead, and so is a test that repeats it.',
  },
  TOC671: {
    severity: 'warning',
    title: 'An alert fires though all is well',
    why: 'What always fires is soon silenced by hand, and then nobody is told of anything.',
  },
  TOC672: {
    severity: 'error',
    title: 'A rule file that Prometheus does not load',
    why: 'Prometheus refuses a whole file for one fault in it, and goes on with the rules that it had, or with none.',
  },
  TOC673: {
    severity: 'error',
    title: 'An alert is over before anybody is told',
    why: 'Alertmanager first waits for a group; when all of its alerts are over by then, it sends nothing at all.',
  },
} as const satisfies Record<string, Entry>;
