import type { Location } from '../diagnostics/source.ts';
import type { Instance, Owed } from '../model/model.ts';
import type { Hazard } from '../spec/waivers.ts';
import type { Failure, Wanting } from './failure.ts';

/** One thing that must end at a person: an instance on a site fails in one way. */
export interface Obligation {
  /** Name of the instance, or of the watcher over the rules. */
  readonly instance: string;
  /** Undefined for obligations about the rules themselves. */
  readonly subject: Instance | undefined;
  /** Name of the site that fails; `*` where all do together. */
  readonly site: string;
  readonly hazard: Hazard;
  /** What tells obligations of one instance, site and hazard apart: a stream, a contract; empty for the only one. */
  readonly part: string;
  readonly owed: Owed;
  /** Each of them must be told. None where no metric that is exported could show any. */
  readonly failures: readonly Failure[];
  /** What would have to be exported for the rest. */
  readonly wanting: readonly Wanting[];
  readonly at: Location;
}

/** `eventgate-main eqiad outage`, as people name an obligation. */
export function obligationText({ instance, site, hazard, part }: Pick<Obligation, 'instance' | 'site' | 'hazard' | 'part'>): string {
  return [instance, site === '*' ? 'all sites' : site, hazard, ...(part === '' ? [] : [part])].join(' ');
}
