import { notUp } from '../checks/unknown-metric.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import { DAY } from '../model/duration.ts';
import { selectorOf, type Measure, type Part } from '../model/indicator.ts';
import type { Instance, Routing, Settings, Template } from '../model/model.ts';
import { WATCHER_NAME, type Kind, type Watcher } from '../model/watcher.ts';
import type { SpecOfKind } from '../spec/read.ts';
import type { Class } from './classes.ts';
import { own, reportUnknown } from './catalogue.ts';
import { placeIn } from './indicators.ts';
import { plainSelector } from './selector.ts';

/** What the watcher is resolved against. */
export interface WatcherGround {
  readonly project: SpecOfKind<'Project'>;
  readonly inventory: SpecOfKind<'Inventory'>;
  readonly classes: ReadonlyMap<string, Class>;
  readonly instances: readonly Instance[];
  readonly routing: Routing | undefined;
  readonly settings: Settings;
}

/** The watcher over the project's own rules, where the project asks for one. */
export function resolveWatcher(ground: WatcherGround, sink: Sink): Watcher | undefined {
  const { project, inventory, classes, instances, routing, settings } = ground;
  const written = project.spec.watcher;
  const heartbeat = routing?.watchdog;
  if (written === undefined) {
    if (heartbeat !== undefined) sink.report(problem('TOC616', 'nothing sends the heartbeat that `watchdog` routes', { at: heartbeat.at, help: 'give the Project a `watcher`, or delete `watchdog`' }));
    return undefined;
  }
  const at = project.at(['spec', 'watcher']);
  if (routing !== undefined && heartbeat === undefined) {
    sink.report(problem('TOC616', 'the watcher has no route for its heartbeat', { at, help: 'give the Routing a `watchdog` whose receiver, outside, tells somebody when it hears nothing' }));
  }
  for (const name of Object.keys(inventory.spec.instances)) {
    if (alertPrefix(name) !== alertPrefix(WATCHER_NAME)) continue;
    sink.report(problem('TOC207', `instance \`${name}\` and the watcher share the name \`${WATCHER_NAME}\``, { at: inventory.keyAt(['spec', 'instances', name]), help: 'give the instance another name' }));
  }
  if (own(project.spec.classes, written.class) === undefined) reportUnknown('class', written.class, Object.keys(project.spec.classes), project.at(['spec', 'watcher', 'class']), sink);
  const path = ['spec', 'watcher', 'prometheus'];
  const prometheus = plainSelector(written.prometheus, settings.prometheus, placeIn(project, path), sink);
  if (prometheus === undefined) return undefined;
  if (prometheus.metric !== 'up') {
    sink.report(notUp(prometheus.metric ?? '', project.at(path)));
    return undefined;
  }
  const template = (key: 'dashboard' | 'runbook'): Template => ({ text: written[key], place: placeIn(project, ['spec', 'watcher', key]) });
  return {
    name: WATCHER_NAME,
    team: written.team,
    className: written.class,
    owed: classes.get(written.class)?.absent ?? { level: 'page', withinMs: DAY, at },
    prometheus,
    dashboard: template('dashboard'),
    runbook: template('runbook'),
    kinds: kindsOf(inventory, instances),
    madeFrom: [...new Set([project.at([]).source.path, inventory.at([]).source.path, ...instances.flatMap(({ madeFrom }) => madeFrom)])].sort(),
    at,
  };
}

/** Every contract whose instances have rules, with all names the inventory knows, specified or not. */
function kindsOf(inventory: SpecOfKind<'Inventory'>, instances: readonly Instance[]): readonly Kind[] {
  const contracts = [...new Map(instances.map(({ contract }) => [contract.name, contract])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return contracts.flatMap((contract): readonly Kind[] => {
    const series = [...new Set(instances.flatMap((one) => (one.contract === contract ? one.objectives.flatMap(({ measure }) => seriesOf(measure)) : [])))].sort();
    if (series.length === 0) return [];
    const known = Object.entries(inventory.spec.instances)
      .filter(([, entry]) => entry.contract === contract.name)
      .map(([name, entry]) => ({ identity: entry.identity ?? name, sites: entry.sites ?? inventory.spec.sites }))
      .sort((a, b) => (a.identity < b.identity ? -1 : 1));
    return [{ contract: contract.name, identityLabel: contract.identityLabel, series, known }];
  });
}

/** The series that a measure selects plainly; a query may read anybody's. */
function seriesOf(measure: Measure): readonly string[] {
  const of = (part: Part): readonly string[] => {
    const metric = selectorOf(part)?.metric;
    return metric === undefined ? [] : [metric];
  };
  switch (measure.kind) {
    case 'gauge':
      return measure.selector.metric === undefined ? [] : [measure.selector.metric];
    case 'ratio':
      return [];
    case 'events':
      switch (measure.events.kind) {
        case 'total-bad':
          return [...of(measure.events.total), ...of(measure.events.bad)];
        case 'total-good':
          return [...of(measure.events.total), ...of(measure.events.good)];
        case 'good-bad':
          return [...of(measure.events.good), ...of(measure.events.bad)];
      }
  }
}
