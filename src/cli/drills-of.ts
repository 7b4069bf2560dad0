import { Sink } from '../diagnostics/diagnostic.ts';
import { DRILL_KINDS } from '../drill/schema.ts';
import type { FoundAlert } from '../explain/find-alert.ts';
import { readYaml } from '../source/yaml.ts';
import { readSpecsOf } from '../spec/read.ts';
import type { Context } from './context.ts';
import { drillSources } from './drill-files.ts';

/** Commands that run the drills at hand which expect this alert; whatever is wrong with a drill is told when it is run. */
export async function drillsOf(context: Context, { owner, hazard, level }: FoundAlert, specs: string): Promise<readonly string[]> {
  if (owner.kind !== 'instance') return [];
  const sink = new Sink();
  const files = await drillSources(context, [], sink);
  if (files.kind === 'unreadable') return [];
  const documents = readSpecsOf(DRILL_KINDS, files.sources.flatMap((source) => readYaml(source, sink)), sink);
  const more = specs === 'slo-specs' ? '' : `--specs ${specs} `;
  return documents.flatMap(({ name, spec }) => {
    const expects = spec.expect.some((one) => {
      const words = one.firing?.split(' ') ?? [];
      return (one.instance ?? spec.instance) === owner.instance.name && words.includes(hazard) && (words.length === 1 || words.includes(level ?? ''));
    });
    return expects ? [`tocsin drill ${more}--only ${name}`] : [];
  });
}
