import type { SpecFault } from './fault.ts';

/** A class of replacements in the spec files of a folder; each place where the text stands, and where it breaks something, is a mutant. */
function replacing(name: string, happened: string, file: RegExp, from: RegExp, to: string, breaks: (text: string, index: number) => boolean = () => true): SpecFault {
  return {
    on: 'specs',
    name,
    happened,
    *mutants(specs) {
      for (const [path, text] of specs) {
        if (!file.test(path)) continue;
        for (const match of text.matchAll(from)) {
          const { index, 0: found } = match;
          const put = to.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
          const line = text.slice(0, index).split('\n').length;
          if (put !== found && breaks(text, index)) yield { where: `${path}:${line}`, path, text: text.slice(0, index) + put + text.slice(index + found.length) };
        }
      }
    },
  };
}

const CONTRACT = /\/contracts\//;
const INSTANCE = /\/instances\//;
const INVENTORY = /\/inventory\.yaml$/;
const PROJECT = /\/tocsin\.yaml$/;
const ROUTING = /\/routing\.yaml$/;
const BASE = /\.base\.yml$/;

/** Whether a latency indicator of a contract reads the metric that a place belongs to: nobody misses a bucket of another. */
function isReadAsLatency(text: string, index: number): boolean {
  const metric = [...text.slice(0, index).matchAll(/^ {4}(\w+):$/gm)].at(-1)?.[1] ?? '';
  return text.includes(`histogram: ${metric}`);
}

/** Faults of what people write. */
export const SPEC_FAULTS: readonly SpecFault[] = [
  replacing('new instance without a spec', 'A fourth service was deployed, and three of four had an alert.', INVENTORY, /^( {4}event[\w-]+):/gm, '    eventgate-new: { contract: eventgate }\n$1:'),
  replacing('instance not in the inventory', 'A spec for a service whose name is misspelt watches nothing.', INSTANCE, /name: event/g, 'name: evetn'),
  replacing('contract misspelt', 'An instance of a contract that is not there.', INVENTORY, /contract: event/g, 'contract: evetn'),
  replacing('metric that never existed in a contract', 'An indicator on a metric that no process exports.', CONTRACT, /(?<=(?:good|bad|total|of): )\w+_total/g, 'events_counted_total'),
  replacing('label of another metric in a contract', 'A label is copied from the metric next to it.', CONTRACT, /(?<=(?:good|bad|total): \w+\{)\w+(?=!?[=~])/g, 'http_method'),
  replacing('good and bad turned round', 'Bad events are those with good values: the ratio is turned round.', CONTRACT, /(?<=bad: mediawiki_\w+\{status_code)!~/g, '=~'),
  replacing('every 2xx taken for good in a contract', '207 begins with a 2.', CONTRACT, /(?<=bad: mediawiki_\w+\{status_code!~)"[^"]*"/g, '"2.."'),
  replacing('only 5xx taken for bad', 'A batch answered in part, and a request without an answer, are no 5xx.', CONTRACT, /(?<=bad: mediawiki_\w+\{status_code)!~"[^"]*"/g, '=~"5.."'),
  replacing('latency above the last bucket', 'A threshold that no bucket reaches can never be judged.', CONTRACT, /within: 1s/g, 'within: 2000s'),
  replacing('latency between two buckets', 'A threshold between buckets is that of another bucket.', CONTRACT, /within: 1s/g, 'within: 700ms'),
  replacing('bucket dropped from a contract', 'The library no longer has the bucket that the objective reads.', CONTRACT, /(?<=buckets: \[.*), 1(?=[,\]])/g, '', isReadAsLatency),
  replacing('silent metric made an objective', 'What is recorded before the handler ends shows success whatever happens.', CONTRACT, /(?<=total: )mediawiki_EventBus_event_service_response_total\{status_code!="202"\}/g, 'mediawiki_EventBus_events_accepted_total'),
  replacing('class misspelt', 'A class that is not there owes nothing.', INSTANCE, /class: (critical|high|low)/g, 'class: urgent'),
  replacing('key misspelt', 'Generators ignore keys that they do not know: `pageAlert` for `page_alert` lost all labels of an alert.', INSTANCE, /^( +)(class|team|runbook|dashboard):/gm, '$1$2s:'),
  replacing('window shorter than the scrapes', 'A window of half a scrape interval holds one sample, or none.', PROJECT, /long: 1h/g, 'long: 30s'),
  replacing('objective of 100 %', 'A budget of nothing: any one error pages.', CONTRACT, /target: 99(\.\d)?%/g, 'target: 100%'),
  replacing('deadline before the next scrape', 'An absence is owed sooner than anything could be seen.', PROJECT, /(?<=critical: .*)absent: page within \d+m/g, 'absent: page within 1m'),
  replacing('receiver misspelt in the routing', 'A team is routed to a receiver that is not there.', ROUTING, /page: data-platform-page/g, 'page: data-platfrom-page'),
  replacing('page receiver named for tickets', 'Pages of a team are routed to where its log is written.', ROUTING, /page: data-platform-page/g, 'page: default'),
  replacing('grouped without the instance', 'One notification for all services of a team.', ROUTING, /groupBy: \[alertname, service, site\]/g, 'groupBy: [alertname]'),
  replacing('page receiver emptied in the base', 'The base file is kept by others, who took the integration away.', BASE, /(?<=name: (?:data-platform-page|sre-batphone)\n) {4}victorops_configs:\n.*\n.*\n/g, ''),
];
