import { notUp } from '../checks/unknown-metric.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Contract, Target } from '../model/contract.ts';
import type { Settings, Version } from '../model/model.ts';
import type { SpecOfKind } from '../spec/read.ts';
import { placeIn, readIndicator, type ReadIndicator } from './indicators.ts';
import { metrics } from './metrics.ts';
import { plainSelector } from './selector.ts';
import { contractTraffic, type ContractTraffic } from './traffic.ts';

/** A contract and its indicators, resolved; indicators with problems are left out, and `broken` names them. */
export interface ResolvedContract {
  readonly contract: Contract;
  readonly indicators: ReadonlyMap<string, ReadIndicator>;
  readonly broken: ReadonlySet<string>;
  /** What counts all that comes; undefined without a sound one. */
  readonly traffic: ContractTraffic | undefined;
  readonly document: SpecOfKind<'Contract'>;
}

/** Resolves a contract: metrics spelt out, those supposed to be exported no longer proposed, selectors parsed and checked against them. */
export function resolveContract(document: SpecOfKind<'Contract'>, settings: Settings, supposed: ReadonlySet<string>, sink: Sink): ResolvedContract {
  const contract: Contract = {
    name: document.name,
    role: document.spec.role,
    identityLabel: document.spec.identity,
    target: target(document, settings.prometheus, sink),
    witnessedBy: document.spec.witnessedBy ?? [],
    metrics: metrics(document, supposed, sink),
  };
  const indicators = new Map<string, ReadIndicator>();
  const broken = new Set<string>();
  for (const name of Object.keys(document.spec.indicators)) {
    const indicator = readIndicator(document, name, { contract, siteLabel: settings.labels.site, version: settings.prometheus }, sink);
    if (indicator === undefined) broken.add(name);
    else indicators.set(name, indicator);
  }
  const traffic = contractTraffic(document, { contract, siteLabel: settings.labels.site, version: settings.prometheus }, sink);
  return { contract, indicators, broken, traffic, document };
}

function target(document: SpecOfKind<'Contract'>, version: Version, sink: Sink): Target | undefined {
  const written = document.spec.target;
  if (written === 'none') return undefined;
  const path = ['spec', 'target', 'up'];
  const up = plainSelector(written.up, version, placeIn(document, path), sink);
  if (up === undefined) return undefined;
  if (up.metric !== 'up') {
    sink.report(notUp(up.metric ?? '', document.at(path)));
    return undefined;
  }
  return { shares: written.shares, up, identityLabel: written.identity };
}
