import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import { nearReceiver } from './base.ts';
import type { BaseFile, RouteNode } from './config.ts';

/** A receiver that the Routing sends alerts to, and where it says so. */
export interface ReceiverUse {
  readonly receiver: string;
  readonly at: Location;
}

/** Reports receivers of the Routing that the base does not declare, or that tell nobody. */
export function checkReceivers({ source, config }: BaseFile, uses: readonly ReceiverUse[], sink: Sink): void {
  for (const { receiver: name, at } of uses) {
    const receiver = config.receivers.find((one) => one.name === name);
    if (receiver === undefined) {
      sink.report(
        problem('TOC605', `\`${source.path}\` declares no receiver \`${name}\``, {
          at,
          suggestion: nearReceiver(name, config),
          help: `declare it under \`receivers\` of \`${source.path}\`, or name another`,
        }),
      );
    } else if (receiver.integrations.length === 0) {
      sink.report(
        problem('TOC606', `the receiver \`${name}\` has no integration, so it tells nobody`, {
          at,
          related: [{ message: 'declared here', at: { source, span: receiver.span } }],
          help: 'give it an integration, such as `email_configs`, or name a receiver that has one',
        }),
      );
    }
  }
}

/** Reports a grouping in which alerts of two instances, or of two sites, would share one notification. */
export function checkGroupBy(groupBy: readonly string[], labels: { readonly instance: string; readonly site: string }, at: Location, sink: Sink): void {
  if (groupBy.includes('...')) return;
  const missing = [labels.instance, labels.site].filter((label) => !groupBy.includes(label));
  if (missing.length === 0) return;
  sink.report(
    problem('TOC609', `\`groupBy\` lacks ${missing.map((label) => `\`${label}\``).join(' and ')}`, {
      at,
      help: `add ${missing.length === 1 ? 'it' : 'them'}, or leave \`groupBy\` out`,
    }),
  );
}

/** Reports what Alertmanager would refuse in the routes of a file: names that are not declared, and a root that does not take every alert. */
export function checkRoutes({ source, config }: Pick<BaseFile, 'source' | 'config'>, sink: Sink): void {
  const intervals = config.timeIntervals.map(({ name }) => name);
  const report = (span: Span | undefined, message: string, suggestion?: string): void => {
    sink.report(problem('TOC613', message, { at: { source, span: span ?? { start: 0, end: 0 } }, suggestion }));
  };
  const visit = (route: RouteNode): void => {
    const at = route.span === undefined ? undefined : { start: route.span.start, end: route.span.start };
    if (route.receiver !== undefined && !config.receivers.some(({ name }) => name === route.receiver)) {
      report(at, `this route names the receiver \`${route.receiver}\`, which is not declared`, nearReceiver(route.receiver, config));
    }
    for (const name of [...route.muteTimeIntervals, ...route.activeTimeIntervals]) {
      if (!intervals.includes(name)) report(at, `this route names the time interval \`${name}\`, which is not declared`, nearName(name, intervals));
    }
    route.routes.forEach(visit);
  };
  visit(config.route);
}
