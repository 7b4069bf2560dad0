import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location } from '../diagnostics/source.ts';
import type { SpecDocument, SpecOfKind } from '../spec/read.ts';

/** All documents of a run, sorted into their kinds; documents that are missing or double have been reported. */
export interface Catalogue {
  readonly project: SpecOfKind<'Project'> | undefined;
  readonly inventory: SpecOfKind<'Inventory'> | undefined;
  readonly routing: SpecOfKind<'Routing'> | undefined;
  readonly contracts: ReadonlyMap<string, SpecOfKind<'Contract'>>;
  readonly instances: ReadonlyMap<string, SpecOfKind<'Instance'>>;
  readonly waivers: readonly SpecOfKind<'Waivers'>[];
}

/** Sorts documents into their kinds, and reports what is missing and what is given twice. */
export function catalogue(documents: readonly SpecDocument[], sink: Sink): Catalogue {
  const project = onlyOne(documents.filter((one) => one.kind === 'Project'), sink);
  const inventory = onlyOne(documents.filter((one) => one.kind === 'Inventory'), sink);
  return {
    project,
    inventory,
    routing: onlyOne(documents.filter((one) => one.kind === 'Routing'), sink),
    contracts: byName(documents.filter((one) => one.kind === 'Contract'), sink),
    instances: byName(documents.filter((one) => one.kind === 'Instance'), sink),
    waivers: documents.filter((one) => one.kind === 'Waivers'),
  };
}

/** Reports the kinds without which there is nothing to compile; only said when every document could be read, or it would accuse wrongly. */
export function reportMissing(found: Catalogue, sink: Sink): void {
  if (found.project === undefined) {
    sink.report(problem('TOC201', 'there is no document of kind Project', { help: 'write one, or run `tocsin schema Project` to see what it holds' }));
  }
  if (found.inventory === undefined) {
    sink.report(problem('TOC201', 'there is no document of kind Inventory', { help: 'write one that lists the instances and sites that really run' }));
  }
}

function onlyOne<D extends SpecDocument>(documents: readonly D[], sink: Sink): D | undefined {
  const [first, ...others] = documents;
  for (const other of others) {
    if (first === undefined) break;
    sink.report(
      problem('TOC202', `a second document of kind ${other.kind}`, {
        at: other.at(['kind']),
        related: [{ message: 'the first one', at: first.at(['kind']) }],
        help: 'keep one of the two',
      }),
    );
  }
  return first;
}

function byName<D extends SpecDocument>(documents: readonly D[], sink: Sink): ReadonlyMap<string, D> {
  const found = new Map<string, D>();
  for (const one of documents) {
    const first = found.get(one.name);
    if (first === undefined) found.set(one.name, one);
    else {
      sink.report(
        problem('TOC202', `a second document ${one.kind} \`${one.name}\``, {
          at: one.at(['metadata', 'name']),
          related: [{ message: 'the first one', at: first.at(['metadata', 'name']) }],
          help: 'keep one of the two, or give one another name',
        }),
      );
    }
  }
  return found;
}

/** What a mapping of the specs holds under a name; `constructor` and the like are names as any other, and not what every object has. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Reports a name that nothing declares, with the near one. */
export function reportUnknown(what: string, name: string, known: Iterable<string>, at: Location, sink: Sink): void {
  const names = [...known].sort();
  sink.report(
    problem('TOC203', `there is no ${what} \`${name}\``, {
      at,
      suggestion: nearName(name, names),
      help: names.length === 0 ? `declare a ${what} first` : `known: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`,
    }),
  );
}
