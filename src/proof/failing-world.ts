import { worldOf, type World, type WorldCase, type WorldOr } from '../failures/world.ts';
import type { Model } from '../model/model.ts';
import type { Obligation } from '../obligations/obligation.ts';
import { strangerOf } from './stranger.ts';

/** Where nothing of an instance is looked at. */
const EMPTY: World = { onsetMs: 3_600_001, sites: new Map() };

/** What the series of those concerned do when an obligation's failure happens; or why nobody can tell. */
export function failingWorld(model: Model, { subject, site }: Obligation, one: Omit<WorldCase, 'instance'>): WorldOr {
  if (one.failure.kind === 'stranger') return strangerOf(model, site, one.failure.of, one.lastsMs);
  return subject === undefined ? { kind: 'world', world: EMPTY } : worldOf(model, { ...one, instance: subject });
}
