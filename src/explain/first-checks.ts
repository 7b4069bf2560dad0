import type { Hazard } from '../rules/alert.ts';

/** What a hazard means, and what to look at first. `{instance}`, `{objective}`, `{team}` and `{sites}` stand for their values. */
export interface HazardWords {
  readonly means: string;
  readonly checks: readonly string[];
}

/** By hazard; an alert without an objective uses no `{objective}`. */
export const WORDS: Readonly<Record<Hazard, HazardWords>> = {
  'error-burn': {
    means: 'Too large a share of what {instance} does goes wrong: its error budget for {objective} is burning faster than the objective allows. The alert looks at what really happened, so it is late by minutes and seldom wrong.',
    checks: [
      'Is it one site or all? If one, whether traffic can leave it.',
      'What was deployed or configured since the time it began: the service, its schemas, its clients.',
      'Which bad values the errors have, and whether one sender, stream or path makes most of them.',
      'What {instance} depends on: if that fails, its own alerts fire as well.',
    ],
  },
  'canary-failing': {
    means: 'The synthetic events of {instance} for {objective} fail. They are made to succeed, so two failures are enough. Users may see nothing yet, and real events of this kind may fail just so.',
    checks: ['Which of them fail: one value, or all.', 'What was configured last for those that fail.', 'Whether real events of the same kind fail: they may be too few to show.'],
  },
  'canary-silent': {
    means: 'The probe of {instance} for {objective} sends nothing any more. Nothing need be broken but the probe, and a failure that only it can see is not seen.',
    checks: ['Whether the job of the probe runs, and what its log says.', 'Whether its metrics are still scraped.'],
  },
  'series-absent': {
    means: 'There is nothing to judge {objective} of {instance} by: its series are not there. Either nothing happens, or it happens unseen.',
    checks: ['Whether {instance} serves anything at all.', 'Whether it was restarted: counters that are born with their first event are missing until then.', 'Whether the exporter, a label or the name of the metric has changed.'],
  },
  'target-down': {
    means: 'Targets of {instance} do not answer when they are scraped: dead, unreachable, or no longer discovered. What they do meanwhile is not known.',
    checks: ['Whether the processes run, and why they ended.', 'Whether Prometheus can reach them: network, discovery, certificates.', 'Whether it was taken away on purpose; then the inventory has to say so.'],
  },
  'traffic-drop': {
    means: 'Far less comes to {instance} than is usual at this hour. What does not come does not fail, so no error shows it.',
    checks: ['Which streams or senders are missing.', 'Whether senders changed or stopped, and whether requests reach {instance} at all: load balancer, name, certificate.', 'Whether traffic went to another site.'],
  },
  'stream-silent': {
    means: 'A stream that {instance} should get has been silent for longer than its declared longest gap. Nothing need fail for this.',
    checks: ['Whether its sender still sends: what was changed where these events are made.', 'Whether its events are refused before they are counted.', 'Whether the declared longest gap is right.'],
  },
  'rules-dead': {
    means: 'The rules themselves do not work: what they should record is missing, so what they should tell is not told. The service may be well, and nobody would know if it were not.',
    checks: ['The page of rules of the Prometheus in question, and its log: which group fails or is late, and why.', 'Whether the generated files were deployed whole, and Prometheus reloaded.', 'Until it works: the dashboards of the instances that the group is for.'],
  },
  'uncovered-instance': {
    means: 'A service exports metrics of a kind that is covered, under a name or on a site that the inventory does not know. Nobody is told of its failures.',
    checks: ['Whose it is, and whether it is meant to run.', 'Add it to the inventory and write its specification.'],
  },
  watchdog: {
    means: 'A heartbeat. It always fires and is for no person: whoever receives it tells somebody when it stops. If it stopped, Prometheus, Alertmanager or the way between them is dead.',
    checks: ['Whether Prometheus runs and evaluates.', 'Whether Alertmanager runs, and reaches its receivers.'],
  },
};

/** What is looked at before that, for some kinds of service: by the contract's role. */
export const ROLE_CHECKS: Readonly<Record<string, Partial<Readonly<Record<Hazard, readonly string[]>>>>> = {
  intake: {
    'error-burn': ['By error type: a schema or stream that is refused points at a configuration, all types at once at the service or its broker.'],
    'traffic-drop': ['Whether the senders’ own series show requests that failed: then they came, and this side did not see them.'],
  },
  bus: {
    'error-burn': ['By status: 0 is no answer at all, 207 a part of a batch, 5xx the intake or the mesh before it.'],
  },
  stream: {
    'target-down': ['Whether clients can connect again at once: they resume where they were, so nothing is lost that the broker still has.'],
  },
};
