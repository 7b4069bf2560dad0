import type { Broken, Mutant, RuleFault, RuleFileText, Surroundings } from './fault.ts';
import { changed, dutiesOf, dutiesOfAll, dutiesOfObjective, loosened, rulesOf, type LooseRule, type Placed } from './rule-file.ts';

type Edit = (expr: string, rule: LooseRule) => string;

/** A fault in the expression of an alert: it stays silent. */
function ofAlerts(name: string, happened: string, edit: Edit, isFor: (rule: LooseRule) => boolean = () => true): RuleFault {
  return {
    on: 'rules',
    name,
    happened,
    *mutants(file, around): Iterable<Mutant> {
      for (const at of rulesOf(loosened(file.text))) {
        if (at.rule.alert !== undefined && isFor(at.rule)) yield* changed(file, at, dutiesOf(at.rule, file, around, 'silent'), (rule) => (rule.expr = edit(rule.expr, rule)));
      }
    },
  };
}

/** A fault in the rule that counts an objective's events: all that burns by it is lost. */
function ofCounts(name: string, happened: string, isFor: (record: string, rule: LooseRule) => boolean, change: (rule: LooseRule) => void, duties: (all: readonly Placed[], at: Placed, file: RuleFileText, around: Surroundings) => readonly Broken[] = ofObjective): RuleFault {
  return {
    on: 'rules',
    name,
    happened,
    *mutants(file, around): Iterable<Mutant> {
      const all = rulesOf(loosened(file.text));
      for (const at of all) {
        if (at.rule.record !== undefined && isFor(at.rule.record, at.rule)) yield* changed(file, at, duties(all, at, file, around), change);
      }
    },
  };
}

function ofObjective(all: readonly Placed[], { rule }: Placed, file: RuleFileText, around: Surroundings): readonly Broken[] {
  return dutiesOfObjective(all, rule.labels?.['tocsin_objective'], file, around);
}

/** The range in which evaluations are counted. */
const COUNTED = /(?<=count_over_time\([^]*)\[(\d+)m:1m\]/;

const isBurn = ({ labels }: LooseRule): boolean => labels?.['hazard'] === 'error-burn';
const ofHazard = (hazard: string) => ({ labels }: LooseRule): boolean => labels?.['hazard'] === hazard;
const isBad = (record: string): boolean => record === 'tocsin:events_bad:increment';
const isCount = (record: string): boolean => /^tocsin:events_(bad|total):increment$/.test(record);

/** Faults of what is selected, counted and compared. */
export const EXPRESSION_FAULTS: readonly RuleFault[] = [
  ofAlerts('instance misspelt in an alert', 'Fourteen alerts selected a service whose name had lost two letters; nothing fired for over a year.', (expr) => expr.replaceAll(/tocsin_instance="([^"]+)g([^"]+)"/g, 'tocsin_instance="$1$2"').replaceAll(/kubernetes_namespace="eventgate/g, 'kubernetes_namespace="eventage')),
  ofCounts('instance misspelt in a count', 'The same slip stood in the rules and in their unit tests, so that the tests were green.', isCount, (rule) => {
    rule.expr = rule.expr.replaceAll(/\b(service|event_service_name)="eventgate/g, '$1="eventage');
  }),
  ofCounts('metric that never existed', 'An alert on a metric name that some other exporter has: valid, and always empty.', isBad, (rule) => {
    rule.expr = rule.expr.replaceAll('eventgate_validation_errors_total', 'eventgate_validation_failures_total').replaceAll('mediawiki_EventBus_event_service_response_total', 'mediawiki_eventbus_responses_total').replaceAll('eventgate_request_duration_seconds', 'eventgate_latency_seconds');
  }),
  ofCounts('label of another metric', 'A label is copied from the metric next to it, and the selector matches nothing.', isBad, (rule) => {
    rule.expr = rule.expr.replaceAll(/\b(eventgate_validation_errors_total|mediawiki_EventBus_event_service_response_total|eventgate_request_duration_seconds_bucket)\{/g, '$1{tenant="public", ');
  }),
  ofCounts('external label selected', 'A site that only the Prometheus adds is no label of its series: the selector matches nothing there.', isBad, (rule) => {
    rule.expr = rule.expr.replaceAll(/\b(eventgate_\w+|mediawiki_\w+)\{/g, '$1{site="eqiad", ');
  }, (all, at, file, around) => (file.text.includes('max by (site)') || file.site === undefined ? [] : ofObjective(all, at, file, around))),
  ofCounts('bucket dropped', 'A library merge took a bucket away, and the latency alert that read it was disarmed.', (record, { expr }) => record.endsWith(':increment') && expr.includes('le=~"'), (rule) => {
    rule.expr = rule.expr.replaceAll(/le=~"[^"]+"/g, 'le="0.7"');
  }),
  ofCounts('bucket written another way', 'Clients write a bucket as `1` or as `1.0`, and a selector compares texts.', (record, { expr }) => record.endsWith(':increment') && expr.includes('le=~"1|'), (rule) => {
    rule.expr = rule.expr.replaceAll(/le=~"1\|[^"]*"/g, 'le="1.00"');
  }),
  ofCounts('only one class of bad answers', 'Rules that ask for 5xx do not see a batch answered in part, nor a request without an answer.', (record, { expr }) => isBad(record) && /status_code!~"/.test(expr), (rule) => {
    rule.expr = rule.expr.replaceAll(/status_code!~"[^"]*"/g, 'status_code=~"5.."');
  }, (all, at, file, around) => burnsByObjective(all, at, file, around)),
  ofCounts('every 2xx taken for good', '207 begins with a 2: the failures of a batch were recorded as success.', (record, { expr }) => isBad(record) && /status_code!~"/.test(expr), (rule) => {
    rule.expr = rule.expr.replaceAll(/status_code!~"[^"]*"/g, 'status_code!~"2.."');
  }, (all, at, file, around) => burnsByObjective(all, at, file, around)),
  ofCounts('difference over no time', 'A counter compared with itself at the same instant has never risen.', isBad, (rule) => {
    rule.expr = rule.expr.replaceAll('offset 1m10s', 'offset 10s');
  }),
  ofCounts('recorded label lost', 'Relabelled recordings are other series; whoever reads them by the old labels reads nothing.', isCount, ({ labels }) => delete labels?.['tocsin_objective'], (all, at, file, around) =>
    // A sum of good and bad has the labels of what it adds.
    file.text.includes('record: tocsin:events_good:increment') ? [] : ofObjective(all, at, file, around)),
  ofCounts('recording renamed', 'A recording is renamed, and one of its readers is forgotten.', isCount, (rule) => {
    rule.record = `${rule.record ?? ''}s`;
  }),
  ofAlerts('threshold out of reach', 'At an objective of 90 % the usual factor asks for more than all events to be bad; generators write it without a word.', (expr) => expr.replaceAll(/\((\d+(?:\.\d+)?) \* 0\.\d+\)/g, '($1 * 1)'), isBurn),
  ofAlerts('comparison turned round', 'Less for more: the alert is silent while all fails.', (expr) => expr.replaceAll(/> \((\d)/g, '< (-$1'), isBurn),
  ofAlerts('ratio turned round', 'Good and bad are mixed up in a ratio, which is then beyond its threshold whatever happens.', (expr) => expr.replaceAll('tocsin:events_bad:', '\u0001').replaceAll('tocsin:events_total:', 'tocsin:events_bad:').replaceAll('\u0001', 'tocsin:events_total:'), (rule) => isBurn(rule) && rule.labels?.['severity'] === 'page'),
  ofAlerts('threshold for each pod', 'An absolute rate for each pod, some 1,800 times above what a failing canary makes; a fleet of small pods never reaches it.', (_, rule) => badRates(rule, '5m').map((rate) => `${rate} > 1800`).join(' or '), isBurn),
  ofAlerts('window shorter than its count', 'A window that cannot hold as many samples as are asked of it.', (expr) => expr.replace(COUNTED, '[1m:1m]'), ({ expr }) => COUNTED.test(expr)),
  ofAlerts('window a second short of its count', 'It holds all the samples that are asked of it, but not in a group that is evaluated in the last second of its minute, which follows from the path of its file: one Prometheus in sixty never fires.', (expr) => expr.replace(COUNTED, (_, minutes: string) => `[${Number(minutes) - 1}m59s:1m]`), ({ expr }) => COUNTED.test(expr)),
  ofAlerts('window shorter than two scrapes', '`rate` over less than two scrapes has nothing to compare, and gives nothing.', (_, rule) => `sum(${badRates(rule, '30s').join(' or ')}) > 0`, isBurn),
  ofAlerts('window of one scrape interval', '`rate` needs two samples, and a window as long as the interval holds one, unless a scrape and the evaluation meet in the same millisecond: what works in a test at whole minutes never fires.', (_, rule) => `sum(${badRates(rule, '1m').join(' or ')}) > 0`, isBurn),
  ofAlerts('presence asked of the dead', 'A process that is gone leaves no `up` to be zero: five alerts out of six for dead services could not fire.', (expr) => expr.replace(/^[^]*absent\(up(\{[^}]*\}) == 1\)[^]*$/, 'up$1 == 0'), (rule) => (rule.alert ?? '').endsWith('TargetDown')),
  ofAlerts('sites summed', 'A sum over all sites stays above zero while one of them has stopped.', (expr) => expr.replaceAll('max by (site) (', 'sum('), ofHazard('traffic-drop')),
  ofAlerts('baseline that learns', 'A baseline of the last minutes learns the outage: the anomaly was over after an hour, the outage after five days.', (_, rule) => {
    rule.for = '15m';
    const rate = `tocsin:traffic:rate5m{tocsin_instance="${rule.labels?.['service'] ?? ''}"}`;
    return `max by (site) (${rate}) < 0.4 * max by (site) (avg_over_time(${rate}[5m]))`;
  }, ofHazard('traffic-drop')),
  ofAlerts('streams summed', 'Of all streams one was silent for three months, and their sum did not show it.', (_, { labels = {} }) => `sum(tocsin:traffic:rate5m{tocsin_instance="${labels['service'] ?? ''}"}) == 0`, ofHazard('stream-silent')),
  ofAlerts('stream misspelt', 'A stream is renamed, and its alert keeps the name that nothing sends any more.', (expr) => expr.replaceAll(/stream_name="[^"]*/g, '$&s'), ofHazard('stream-silent')),
  ofAlerts('no PromQL', 'A bracket is lost when two branches are merged.', (expr) => `(${expr}`),
  {
    on: 'rules',
    name: 'alert deleted',
    happened: 'An alert is deleted with the service that it was written for, and the service lives on.',
    *mutants(file, around) {
      for (const at of rulesOf(loosened(file.text))) {
        if (at.rule.alert !== undefined) yield* changed(file, at, dutiesOf(at.rule, file, around, 'silent'), (_, { groups }) => groups[at.group]?.rules.splice(at.index, 1));
      }
    },
  },
  {
    on: 'rules',
    name: 'recording deleted',
    happened: 'A recording that nobody seemed to use is deleted; an alert on a missing series is silent, not broken.',
    *mutants(file, around) {
      const all = rulesOf(loosened(file.text));
      for (const at of all) {
        if (isCount(at.rule.record ?? '')) yield* changed(file, at, ofObjective(all, at, file, around), (_, { groups }) => groups[at.group]?.rules.splice(at.index, 1));
      }
    },
  },
  {
    on: 'rules',
    name: 'group deleted',
    happened: 'A merge conflict in a generated file is solved by taking one side.',
    *mutants(file, around) {
      const all = rulesOf(loosened(file.text));
      for (const at of all.filter(({ index }) => index === 0)) {
        yield* changed(file, at, dutiesOfAll(all.filter(({ group }) => group === at.group), file, around), (_, { groups }) => groups.splice(at.group, 1));
      }
    },
  },
  {
    on: 'rules',
    name: 'file not deployed',
    happened: 'The rules of one of four services, or of one of two sites, were never written.',
    mutants: (file, around) => whole(file, around, undefined),
  },
  {
    on: 'rules',
    name: 'second document of a file',
    happened: 'Generators write a document for each service into one file, and Prometheus loads the first only.',
    mutants: (file, around) => whole(file, around, `groups: []\n---\n${file.text}`),
  },
  {
    on: 'rules',
    name: 'group name repeated',
    happened: 'Two names run together the same way; Prometheus refuses a file in which a group comes twice.',
    mutants: (file, around) => whole(file, around, `${file.text.trimEnd()}\n  - name: ${loosened(file.text).groups[0]?.name ?? ''}\n    rules: []\n`),
  },
];

function whole(file: RuleFileText, around: Surroundings, text: string | undefined): readonly Mutant[] {
  const breaks = dutiesOfAll(rulesOf(loosened(file.text)), file, around);
  return breaks.length === 0 ? [] : [{ where: file.path, text, breaks }];
}

/** What is answered badly is traffic all the same: no other alert tells of it. */
function burnsByObjective(all: readonly Placed[], at: Placed, file: RuleFileText, around: Surroundings): readonly Broken[] {
  return ofObjective(all, at, file, { ...around, watched: new Set() });
}

/** What a handwritten alert looks at: the rate of bad events, series by series. */
function badRates({ labels }: LooseRule, window: string): readonly string[] {
  const name = (labels?.['service'] ?? '').replace(/^eventbus-/, '');
  return [`rate(eventgate_validation_errors_total{service="${name}"}[${window}])`, `rate(mediawiki_EventBus_event_service_response_total{event_service_name="${name}", status_code!~"2.."}[${window}])`];
}
