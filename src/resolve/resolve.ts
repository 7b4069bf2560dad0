import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Model } from '../model/model.ts';
import type { SpecDocument } from '../spec/read.ts';
import { catalogue, reportMissing, reportUnknown } from './catalogue.ts';
import { classes } from './classes.ts';
import { resolveContract, type ResolvedContract } from './contract.ts';
import { instances } from './instances.ts';
import { resolveRouting } from './routing.ts';
import { settings as resolveSettings } from './settings.ts';
import { resolveWaivers } from './waivers.ts';
import { resolveWatcher } from './watcher.ts';

/** What resolving needs beside the documents. */
export interface ResolveOptions {
  /** The day as `2026-11-23`, for waivers. */
  readonly today: string;
  /** False when some document could not be read: then nothing is called missing that may stand in it. */
  readonly complete: boolean;
  /** Whether a document of this name may stand in what could not be read: then nothing is said of its absence. */
  readonly mayBeHidden: (name: string) => boolean;
  /** Metrics that count as exported though contracts only propose them. */
  readonly supposed: ReadonlySet<string>;
}

/** Specs to model: defaults, references and cross-document checks. A model with problems in the sink must not be used for output. */
export function resolve(documents: readonly SpecDocument[], options: ResolveOptions, sink: Sink): Model | undefined {
  const found = catalogue(documents, sink);
  if (options.complete) reportMissing(found, sink);
  const { project, inventory } = found;
  if (project === undefined) return undefined;
  const settings = resolveSettings(project, sink);
  const contracts = new Map<string, ResolvedContract>();
  for (const [name, document] of found.contracts) contracts.set(name, resolveContract(document, settings, options.supposed, sink));
  for (const { contract, document } of contracts.values()) {
    for (const [index, witness] of contract.witnessedBy.entries()) {
      if (!found.contracts.has(witness.contract) && !options.mayBeHidden(witness.contract)) reportUnknown('contract', witness.contract, found.contracts.keys(), document.at(['spec', 'witnessedBy', index, 'contract']), sink);
    }
  }
  const routing = found.routing === undefined ? undefined : resolveRouting(found.routing);
  const known = classes(project, settings, routing, sink);
  if (inventory === undefined) return undefined;
  const waivers = resolveWaivers(found, inventory, options.today, sink);
  const isWaived = (name: string): boolean => waivers.unspecified.has(name) || options.mayBeHidden(name);
  const specified = instances({ catalogue: found, inventory, project, contracts, classes: known, settings, isWaived, mayBeHidden: options.mayBeHidden }, sink);
  const watcher = resolveWatcher({ project, inventory, classes: known, instances: specified, routing, settings }, sink);
  return { settings, instances: specified, routing, watcher, waivers: waivers.inForce };
}
