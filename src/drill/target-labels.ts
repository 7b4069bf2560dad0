import type { Instance, Settings } from '../model/model.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { Labels } from './scenario.ts';

/** Values tried for a label of `up` of which its matchers say nothing plain. */
const USUAL = ['drill', 'a', '1'];

/** The labels of a pod's series and of its `up`, from inventory and contract alone. */
export interface PodLabels {
  /** On all of its series. */
  readonly series: Labels;
  /** Of `up`; undefined where `up` says nothing of the service. */
  readonly up: Labels | undefined;
}

/** What a scrape adds to the series of one pod of an instance on a site. */
export function podLabels(settings: Settings, instance: Instance, site: string, pod: number): PodLabels {
  const { contract, identity } = instance;
  const where: Labels = settings.scope === 'global' ? { [settings.labels.site]: site } : {};
  const who: Labels = { [contract.identityLabel]: identity };
  const { target } = contract;
  const address = `10.0.${Math.floor(pod / 250)}.${(pod % 250) + 1}:8080`;
  if (target === undefined) return { series: { ...who, ...where, job: 'exporter', instance: address }, up: undefined };
  const wanted = (label: string): string => {
    const matchers = target.up.matchers.filter((matcher) => matcher.label === label);
    const named = matchers.flatMap(({ value }) => (/^[\w|./-]+$/.test(value) ? value.split('|') : []));
    return [...named, ...USUAL].find((value) => matchers.every((matcher) => matcherMatches(matcher, value))) ?? 'drill';
  };
  const shared: Labels = Object.fromEntries(target.shares.map((label) => [label, label === 'instance' ? address : wanted(label)]));
  const matched: Labels = Object.fromEntries(target.up.matchers.filter(({ op }) => op === '=' || op === '=~').map(({ label }) => [label, wanted(label)]));
  const named: Labels = target.identityLabel === undefined ? {} : { [target.identityLabel]: identity };
  // A label that series and `up` share may be the one that names the instance.
  const own: Labels = target.shares.includes(contract.identityLabel) ? who : {};
  // Labels of the target are on all of its series; what the contract does not say they share is on `up` only.
  return { series: { ...where, ...shared, ...who }, up: { instance: address, ...matched, ...shared, ...own, ...named, ...where } };
}
