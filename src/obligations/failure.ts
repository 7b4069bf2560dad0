import type { Objective, Uninstrumented } from '../model/model.ts';
import type { Kind } from '../model/watcher.ts';

/** What happens to the series of an instance on one site; everything else goes on as it did. */
export type Failure =
  /** A share of all events ends badly: as the contract's bad values of a label say, each for itself, where it lists any. */
  | { readonly kind: 'events-fail'; readonly objective: Objective; readonly share: number }
  /** Every answer takes longer than any bucket. */
  | { readonly kind: 'slow'; readonly objective: Objective }
  /** Of what usually comes only a share does. */
  | { readonly kind: 'less-comes'; readonly share: number }
  /** A declared stream stops on all sites, all others flow. */
  | { readonly kind: 'stream-stops'; readonly stream: string; readonly longestGapMs: number }
  /** Processes answer, and export nothing of what objectives count. */
  | { readonly kind: 'series-end' }
  /** No process answers: `down` leaves its target to be scraped in vain, `gone` does not even leave that. */
  | { readonly kind: 'targets-end'; readonly state: 'down' | 'gone' }
  | { readonly kind: 'probe-fails'; readonly objective: Objective }
  | { readonly kind: 'probe-stops'; readonly objective: Objective }
  /** Nothing fails but the rules of the instance: they are not loaded. */
  | { readonly kind: 'rules-missing' }
  /** A service of a known kind appears under a name that the inventory does not know. */
  | { readonly kind: 'stranger'; readonly of: Kind }
  /** The way from Prometheus to Alertmanager is cut: what always fires arrives no more. */
  | { readonly kind: 'silence' };

/** Whether there is no time before it in which all was well: rules that are missing, and what always fires, are so from the start. */
export function isFromStart({ kind }: Failure): boolean {
  return kind === 'rules-missing' || kind === 'silence';
}

/** What keeps an obligation from being met at all: metrics that are not exported. */
export type Wanting = Pick<Uninstrumented, 'objective' | 'metrics' | 'at'>;
