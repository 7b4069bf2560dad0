import type { PlacedMatcher } from '../checks/reading.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { parseDuration } from '../model/duration.ts';
import { equal } from '../promql/build.ts';
import type { SpecDocument, SpecOfKind } from '../spec/read.ts';

/** Where a fact is written. */
export interface Place {
  readonly document: SpecDocument;
  readonly path: readonly (string | number)[];
}

/** A fact and where it is written. */
export interface Said extends Place {
  readonly value: string;
}

/** An objective's facts with the document that said each of them, instance over contract. */
export interface Merged {
  readonly name: string;
  readonly indicator: Said | undefined;
  readonly query: (Place & { readonly written: Readonly<Partial<Record<'total' | 'good' | 'bad', string | undefined>>> }) | undefined;
  readonly target: Said | undefined;
  readonly period: Said | undefined;
  readonly per: Said | undefined;
  readonly everyMs: number | undefined;
  readonly where: readonly PlacedMatcher[];
  readonly description: string | undefined;
  readonly declared: Place;
}

/** The objectives of a contract with those of an instance laid over them by name, sorted; a name given twice is reported. */
export function mergeObjectives(contract: SpecOfKind<'Contract'>, instance: SpecOfKind<'Instance'>, sink: Sink): readonly Merged[] {
  const merged = new Map<string, Merged>();
  for (const document of [contract, instance]) {
    const seen = new Map<string, number>();
    for (const [index, written] of (document.spec.objectives ?? []).entries()) {
      const path = ['spec', 'objectives', index];
      const first = seen.get(written.name);
      if (first !== undefined) {
        sink.report(
          problem('TOC206', `a second objective \`${written.name}\``, {
            at: document.at([...path, 'name']),
            related: [{ message: 'the first one', at: document.at(['spec', 'objectives', first, 'name']) }],
            help: 'keep one of the two, or give one another name',
          }),
        );
        continue;
      }
      seen.set(written.name, index);
      const before = merged.get(written.name);
      const said = (key: 'indicator' | 'target' | 'period' | 'per'): Said | undefined => {
        const value = written[key];
        return value === undefined ? before?.[key] : { document, path: [...path, key], value };
      };
      const query = 'query' in written && written.query !== undefined ? { document, path: [...path, 'query'], written: written.query } : undefined;
      merged.set(written.name, {
        name: written.name,
        // A query of its own takes the place of the contract's indicator.
        indicator: query === undefined ? said('indicator') : undefined,
        query: query ?? (written.indicator === undefined ? before?.query : undefined),
        target: said('target'),
        period: said('period'),
        per: said('per'),
        everyMs: written.every === undefined ? before?.everyMs : parseDuration(written.every),
        where:
          written.where === undefined
            ? (before?.where ?? [])
            : Object.entries(written.where).map(([label, value]) => ({ matcher: equal(label, value), at: document.at([...path, 'where', label]) })),
        description: written.description ?? before?.description,
        declared: { document, path: [...path, 'name'] },
      });
    }
  }
  return [...merged.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
