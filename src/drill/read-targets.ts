import { problem } from '../diagnostics/diagnostic.ts';
import type { Instance } from '../model/model.ts';
import type { Path } from '../source/document.ts';
import type { DrillDocument, Lookup } from './lookup.ts';
import { momentMs } from './moments.ts';
import type { Labels, TargetGroup, TargetState } from './scenario.ts';
import { Timeline, type Change } from './timeline.ts';

type Written = NonNullable<DrillDocument['spec']['targets']>[number];

/** The targets of a drill: those that are written, and one pod of every instance of which none are. */
export function readTargets(lookup: Lookup, instances: readonly Instance[], sites: readonly string[], durationMs: number): readonly TargetGroup[] {
  const written = (lookup.document.spec.targets ?? []).flatMap((one, index) => readGroup(lookup, one, { path: ['targets', index], sites, durationMs }) ?? []);
  const without = instances.filter((instance) => !written.some((group) => group.instance.name === instance.name));
  return [
    ...written,
    ...without.map((instance) => ({
      name: undefined,
      instance,
      sites: sites.filter((site) => instance.sites.includes(site)),
      pods: 1,
      life: new Timeline<Life>({ state: 'up', labels: {} }, []),
      restartsMs: [],
    })),
  ];
}

interface Life {
  readonly state: TargetState;
  readonly labels: Labels;
}

interface Place {
  readonly path: Path;
  readonly sites: readonly string[];
  readonly durationMs: number;
}

function readGroup(lookup: Lookup, group: Written, { path, sites, durationMs }: Place): TargetGroup | undefined {
  const instance = lookup.instance(group.instance ?? lookup.document.spec.instance, [...path, 'instance']);
  if (instance === undefined) return undefined;
  const moment = (text: string, ...more: Path): number => lookup.moment(text, durationMs, [...path, ...more]);
  const changes: Change<Life>[] = [];
  if (group.from !== undefined) changes.push({ fromMs: 0, untilMs: moment(group.from, 'from'), set: { state: 'gone' } });
  if (group.until !== undefined) changes.push({ fromMs: moment(group.until, 'until'), untilMs: Infinity, set: { state: 'gone' } });
  const restartsMs: number[] = [];
  for (const [index, change] of (group.changes ?? []).entries()) {
    const fromMs = moment(change.at, 'changes', index, 'at');
    if (change.restart === true) restartsMs.push(fromMs);
    if (change.labels !== undefined) checkTargetLabels(lookup, instance, change.labels, [...path, 'changes', index, 'labels']);
    if (change.state === undefined && change.labels === undefined) continue;
    changes.push({
      fromMs,
      untilMs: change.for === undefined ? undefined : fromMs + momentMs(change.for),
      set: { ...(change.state === undefined ? {} : { state: change.state }), ...(change.labels === undefined ? {} : { labels: change.labels }) },
    });
  }
  return {
    name: group.name,
    instance,
    sites: lookup.sites(instance, group.site ?? 'all', sites, [...path, 'site']),
    pods: group.pods,
    life: new Timeline<Life>({ state: 'up', labels: {} }, changes),
    restartsMs,
  };
}

/** A target's new labels are new: those that tell series apart already are not changed by them. */
function checkTargetLabels(lookup: Lookup, instance: Instance, labels: Labels, path: Path): void {
  const { contract } = instance;
  const taken = new Set([contract.identityLabel, lookup.model.settings.labels.site, ...(contract.target?.shares ?? ['job', 'instance']), contract.target?.identityLabel, ...[...contract.metrics.values()].flatMap((metric) => [...metric.labels.keys()])]);
  for (const label of Object.keys(labels)) {
    if (!taken.has(label)) continue;
    lookup.sink.report(problem('TOC802', `\`${label}\` is a label that the series have already`, { at: lookup.document.keyAt(['spec', ...path, label]), help: 'choose a label that is in no contract, such as `pod_template_hash`' }));
  }
}
