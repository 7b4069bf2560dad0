import { tooFewToTell } from '../checks/too-few-to-tell.ts';
import { isTimeWeighted } from '../model/indicator.ts';
import { toNumber } from '../model/rational.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location } from '../diagnostics/source.ts';
import { alertPrefix } from '../model/alert-name.ts';
import { DAY } from '../model/duration.ts';
import type { Instance, Owes, Settings, Template } from '../model/model.ts';
import type { SpecOfKind } from '../spec/read.ts';
import { own, reportUnknown, type Catalogue } from './catalogue.ts';
import type { Class } from './classes.ts';
import type { ResolvedContract } from './contract.ts';
import { placeIn } from './indicators.ts';
import { objectives } from './objectives.ts';
import { instanceStreams, instanceTraffic } from './traffic.ts';

/** What instances are resolved against. */
export interface Ground {
  readonly catalogue: Catalogue;
  readonly inventory: SpecOfKind<'Inventory'>;
  readonly project: SpecOfKind<'Project'>;
  readonly contracts: ReadonlyMap<string, ResolvedContract>;
  readonly classes: ReadonlyMap<string, Class>;
  readonly settings: Settings;
  /** True for an instance whose missing specification is waived. */
  readonly isWaived: (instance: string) => boolean;
  /** Whether a document of this name may stand in what could not be read. */
  readonly mayBeHidden: (name: string) => boolean;
}

/** Stands in for a class that nobody declared, which is told. */
const NOTHING_DECLARED: Owes = {
  outage: { level: 'page', withinMs: DAY },
  partialOutage: undefined,
  slowBurn: undefined,
  latency: undefined,
  canaryFailing: undefined,
  canarySilent: undefined,
  trafficDrop: { level: 'page', withinMs: DAY },
  streamSilent: { level: 'ticket', withinMs: DAY },
  highest: 'page',
};

/** Every instance of the inventory that has a specification, sorted by name; both directions of a mismatch are reported. */
export function instances(ground: Ground, sink: Sink): readonly Instance[] {
  const { inventory, catalogue } = ground;
  const running = Object.keys(inventory.spec.instances).sort();
  const isRunning = new Set(running);
  for (const [name, document] of catalogue.instances) {
    if (isRunning.has(name)) continue;
    sink.report(
      problem('TOC205', `the inventory has no instance \`${name}\``, {
        at: document.at(['metadata', 'name']),
        suggestion: nearName(name, running),
        help: 'correct the name, add the instance to the inventory if it really runs, or delete this document',
      }),
    );
  }
  const found: Instance[] = [];
  for (const name of running) {
    const document = catalogue.instances.get(name) ?? misspelt(name, running, catalogue);
    const entry = entryOf(ground, name, sink);
    if (document === undefined) {
      if (ground.isWaived(name)) continue;
      sink.report(
        problem('TOC204', `instance \`${name}\` has no specification`, {
          at: inventory.keyAt(['spec', 'instances', name]),
          help: `write a document \`kind: Instance\` with \`name: ${name}\`, or waive \`uncovered-instance\` for it with a reason`,
        }),
      );
    } else if (entry !== undefined) {
      found.push(resolveOne(name, document, entry, ground, sink));
    }
  }
  reportCollisions(found, inventory, sink);
  return found;
}

/** The document that most likely means an instance: its name has been reported, and the rest of it can be judged in the same run. */
function misspelt(name: string, running: readonly string[], catalogue: Catalogue): SpecOfKind<'Instance'> | undefined {
  const orphans = [...catalogue.instances.keys()].filter((one) => !running.includes(one));
  const near = nearName(name, orphans);
  return near !== undefined && nearName(near, running) === name ? catalogue.instances.get(near) : undefined;
}

interface Entry {
  readonly identity: string;
  readonly sites: readonly string[];
  readonly contract: ResolvedContract;
}

function entryOf(ground: Ground, name: string, sink: Sink): Entry | undefined {
  const { inventory, contracts, catalogue } = ground;
  const written = inventory.spec.instances[name];
  if (written === undefined) return undefined;
  const path = ['spec', 'instances', name];
  const sites = written.sites ?? inventory.spec.sites;
  for (const [index, site] of (written.sites ?? []).entries()) {
    if (!inventory.spec.sites.includes(site)) reportUnknown('site', site, inventory.spec.sites, inventory.at([...path, 'sites', index]), sink);
  }
  const contract = contracts.get(written.contract);
  if (contract === undefined) {
    if (!catalogue.contracts.has(written.contract) && !ground.mayBeHidden(written.contract)) {
      reportUnknown('contract', written.contract, catalogue.contracts.keys(), inventory.at([...path, 'contract']), sink);
    }
    return undefined;
  }
  return { identity: written.identity ?? name, sites: [...new Set(sites)].sort(), contract };
}

function resolveOne(name: string, document: SpecOfKind<'Instance'>, entry: Entry, ground: Ground, sink: Sink): Instance {
  const { classes, project, inventory, settings } = ground;
  // A misspelt class is judged as the one it most likely means.
  const criticality = classes.get(document.spec.class) ?? classes.get(nearName(document.spec.class, classes.keys()) ?? '');
  if (classes.get(document.spec.class) === undefined && own(project.spec.classes, document.spec.class) === undefined) {
    reportUnknown('class', document.spec.class, Object.keys(project.spec.classes), document.at(['spec', 'class']), sink);
  }
  const template = (key: 'dashboard' | 'runbook'): Template => ({ text: document.spec[key], place: placeIn(document, ['spec', key]) });
  const found = objectives({ document, identity: entry.identity, sites: entry.sites, contract: entry.contract, criticality, settings }, sink);
  const traffic = instanceTraffic(document, entry.contract, { criticality, settings }, sink);
  if (traffic?.minimumPerSecond !== undefined && criticality !== undefined) {
    const { outage } = criticality;
    // What is judged per label has its own part of the traffic, which nobody declares, and a probe has its own period.
    const counted = found.judged.filter(({ measure, per, everyMs }) => !isTimeWeighted(measure) && per === undefined && everyMs === undefined);
    for (const { name: objective, rows } of counted) {
      const few = { objective, rows, perSecond: toNumber(traffic.minimumPerSecond), outage, pace: { ...settings, groupWaitMs: outage.groupWaitMs }, minimumAt: document.at(['spec', 'traffic', 'minimum']) };
      for (const one of tooFewToTell(few)) sink.report(one);
    }
  }
  const made: readonly Location[] = [project, inventory, entry.contract.document, document].map((one) => one.at([]));
  return {
    name,
    description: document.description,
    identity: entry.identity,
    contract: entry.contract.contract,
    sites: entry.sites,
    className: document.spec.class,
    team: document.spec.team,
    // Stands in for a class that nobody declared, which is told.
    absent: criticality?.absent ?? { level: 'page', withinMs: DAY, at: document.at(['spec', 'class']) },
    owes: criticality?.owes ?? NOTHING_DECLARED,
    traffic,
    streams: instanceStreams(document, entry.contract, { criticality, settings }, sink),
    dashboard: template('dashboard'),
    runbook: template('runbook'),
    objectives: found.judged,
    uninstrumented: found.uninstrumented,
    witnesses: witnesses(name, entry, inventory),
    madeFrom: [...new Set(made.map((one) => one.source.path))].sort(),
    at: document.at(['metadata', 'name']),
  };
}

/** The instances that the contract says see this one's failures. */
function witnesses(name: string, entry: Entry, inventory: SpecOfKind<'Inventory'>): Instance['witnesses'] {
  return entry.contract.contract.witnessedBy.flatMap(({ contract, sameIdentity, sees }) =>
    Object.entries(inventory.spec.instances)
      .filter(([other, one]) => one.contract === contract && other !== name && (!sameIdentity || (one.identity ?? other) === entry.identity))
      .map(([instance]) => ({ instance, sees }))
      .sort((a, b) => (a.instance < b.instance ? -1 : 1)),
  );
}

/** Two owners of one alert name, or of one identity on a site, would silence or miscount each other. */
function reportCollisions(found: readonly Instance[], inventory: SpecOfKind<'Inventory'>, sink: Sink): void {
  const owners = new Map<string, { readonly who: string; readonly at: Location }>();
  const claim = (key: string, who: string, at: Location, what: string, help: string): boolean => {
    const other = owners.get(key);
    if (other === undefined) owners.set(key, { who, at });
    else if (other.who !== who) {
      sink.report(
        problem('TOC207', `${who} and ${other.who} share ${what}`, {
          at,
          related: [{ message: other.who, at: other.at }],
          help,
        }),
      );
      return false;
    }
    return true;
  };
  for (const instance of found) {
    const who = `instance \`${instance.name}\``;
    const prefix = alertPrefix(instance.name);
    const words = (name: string): string => `alert names are made of the words of a name, whatever is between them: this one becomes \`${name}\`; give one of the two another name`;
    // Where the instances collide, every objective of the one does so with that of the other.
    if (claim(`alert ${prefix}`, who, instance.at, `the alert names \`${prefix}…\``, words(prefix))) {
      for (const objective of instance.objectives) {
        const name = alertPrefix(instance.name, objective.name);
        claim(`alert ${name}`, `objective \`${objective.name}\` of ${who}`, objective.at, `the alert names \`${name}…\``, words(name));
      }
    }
    for (const site of instance.sites) {
      const key = JSON.stringify([instance.contract.name, instance.identity, site]);
      const at = inventory.keyAt(['spec', 'instances', instance.name]);
      const what = `the identity \`${instance.contract.identityLabel}="${instance.identity}"\` in ${site}`;
      if (!claim(key, who, at, what, 'every event would count for both: give one of them another identity')) break;
    }
  }
}
