import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Waiver } from '../model/model.ts';
import type { SpecOfKind } from '../spec/read.ts';
import { own, reportUnknown, type Catalogue } from './catalogue.ts';

/** A waiver is announced to run out this many days before it does. */
const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Waivers, and what follows from them before anything is proved. */
export interface ResolvedWaivers {
  /** Instances that may lack a specification. */
  readonly unspecified: ReadonlySet<string>;
  /** Those of obligations; whether each waives something is for the proof to tell. */
  readonly inForce: readonly Waiver[];
}

/**
 * Checks every waiver against the inventory and the day, and tells which instances may lack a specification.
 * @param today the day as `2026-11-23`, from the edge of the program
 */
export function resolveWaivers(found: Catalogue, inventory: SpecOfKind<'Inventory'>, today: string, sink: Sink): ResolvedWaivers {
  const unspecified = new Set<string>();
  const inForce: Waiver[] = [];
  for (const document of found.waivers) {
    for (const [index, waiver] of document.spec.waivers.entries()) {
      const path = ['spec', 'waivers', index];
      const { instance, site, hazard } = waiver.obligation;
      if (own(inventory.spec.instances, instance) === undefined) {
        reportUnknown('instance', instance, Object.keys(inventory.spec.instances), document.at([...path, 'obligation', 'instance']), sink);
        continue;
      }
      if (site !== '*' && !inventory.spec.sites.includes(site)) {
        reportUnknown('site', site, inventory.spec.sites, document.at([...path, 'obligation', 'site']), sink);
        continue;
      }
      const at = document.at([...path, 'expires']);
      if (waiver.expires < today) {
        sink.report(problem('TOC209', `the waiver of \`${hazard}\` for \`${instance}\` expired on ${waiver.expires}`, { at, help: 'close the gap, or renew the waiver with its owner' }));
        continue;
      }
      if (Date.parse(waiver.expires) - Date.parse(today) <= NOTICE_DAYS * DAY_MS) {
        sink.report(problem('TOC210', `the waiver of \`${hazard}\` for \`${instance}\` expires on ${waiver.expires}`, { at, help: 'close the gap, or renew the waiver with its owner' }));
      }
      if (hazard === 'uncovered-instance' && site === '*' && !found.instances.has(instance)) unspecified.add(instance);
      else if (hazard !== 'uncovered-instance' && found.instances.has(instance)) {
        inForce.push({ instance, site, hazard, reason: waiver.reason, owner: waiver.owner, expires: waiver.expires, at: document.at([...path, 'obligation']) });
      } else {
        sink.report(
          problem('TOC208', `there is nothing to waive: \`${instance}\` ${found.instances.has(instance) ? `has a specification, which covers \`${hazard}\`` : `lacks a specification altogether`}`, {
            at: document.at([...path, 'obligation']),
            help: found.instances.has(instance) ? 'delete this waiver' : 'waive `uncovered-instance` on every site, or write the specification',
          }),
        );
      }
    }
  }
  return { unspecified, inForce };
}
