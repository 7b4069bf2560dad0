import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Instance, Model } from '../model/model.ts';
import type { Watcher } from '../model/watcher.ts';
import { testPath } from '../rules/conventions.ts';
import type { RuleFile } from '../rules/rule.ts';

/** What says whose a rule file is. */
type Whose = Pick<RuleFile, 'path' | 'instance' | 'sites' | 'forRuler'>;

/** A rule file whose test goes to a path. */
export interface Place<File = RuleFile> {
  readonly file: File;
  readonly owner: { readonly kind: 'instance'; readonly instance: Instance } | { readonly kind: 'watcher'; readonly watcher: Watcher };
  readonly path: string;
}

/** Where the tests of rule files go; paths that cannot be, or that two files share, are reported. */
export function testPlaces<File extends Whose>(model: Model, files: readonly File[], sink: Sink): readonly Place<File>[] {
  const { settings, watcher } = model;
  const { tests } = settings;
  if (tests === undefined) return [];
  const owners = new Map<string, string>();
  const instances = new Map(model.instances.map((instance) => [instance.name, instance]));
  return files.flatMap((file): readonly Place<File>[] => {
    const instance = instances.get(file.instance);
    const owner = instance !== undefined ? ({ kind: 'instance', instance } as const) : watcher === undefined ? undefined : ({ kind: 'watcher', watcher } as const);
    if (owner === undefined) return [];
    const [site] = settings.scope === 'site' && file.forRuler !== true ? file.sites : [];
    const path = testPath(tests, file.path, { settings, instance: owner.kind === 'instance' ? owner.instance : owner.watcher, site }, sink);
    const other = owners.get(path.toLowerCase());
    if (other !== undefined) sink.report(problem('TOC207', `the tests of ${other} and ${file.path} share the file \`${path}\``, { at: tests.pathAt, help: 'let the path hold `{{file}}`' }));
    owners.set(path.toLowerCase(), file.path);
    return [{ file, owner, path }];
  });
}
