import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location } from '../diagnostics/source.ts';
import type { TestPaths } from '../model/model.ts';
import type { FileView } from './series.ts';

/** What `{{…}}` may stand for in the path and the header of a rule file. */
const VARIABLES = ['instance', 'site', 'team', 'class'] as const;

const VARIABLE = /\{\{\s*[^{}]*?\s*\}\}/;

/** Fills `{{instance}}` and the others into a convention's text; unknown ones are reported at the convention. */
export function fillConvention(text: string, at: Location, view: FileView, sink: Sink): string {
  const { instance, site } = view;
  const values: Readonly<Record<string, string>> = { instance: instance.name, site: site ?? 'global', team: instance.team, class: instance.className };
  return text.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (whole: string, name: string) => {
    if (Object.hasOwn(values, name)) return values[name] ?? whole;
    sink.report(
      problem('TOC213', `\`${whole}\` stands for nothing in a convention`, {
        at,
        suggestion: nearName(name, VARIABLES),
        help: `use ${VARIABLES.map((one) => `\`{{${one}}}\``).join(', ')}`,
      }),
    );
    return whole;
  });
}

/** The path of a rule file below the output folder; where the convention gives none, told once for all files, another one, so that the rest is judged. */
export function rulePath(view: FileView, sink: Sink): string {
  const { path, pathAt } = view.settings.conventions;
  return filledPath(path, fillConvention(path, pathAt, view, sink), 'a rule file', pathAt, sink) ?? `rules/${view.site ?? 'global'}/${view.instance.name}.yaml`;
}

/** The path of the test file of a rule file, below the output folder; the same holds. */
export function testPath({ path, pathAt }: TestPaths, rules: string, view: FileView, sink: Sink): string {
  const file = rules.replace(/\.ya?ml$/, '');
  const filled = fillConvention(path.replaceAll(/\{\{\s*file\s*\}\}/g, () => file), pathAt, view, sink);
  return filledPath(path, filled, 'a test file', pathAt, sink) ?? `tests/${file}_test.yaml`;
}

/** A path as it was filled in, if it can be one. */
function filledPath(written: string, path: string, what: string, at: Location, sink: Sink): string | undefined {
  const isSafe = path.split('/').every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part)) && /\.ya?ml$/.test(path);
  if (isSafe) return path;
  // What still looks like a variable is an unknown one, which has been told.
  if (!VARIABLE.test(path)) {
    sink.report(
      problem('TOC213', `\`${written}\` cannot be the path of ${what}`, {
        at,
        help: `it becomes \`${path}\`; write a path relative to the output folder, of letters, digits, \`-\`, \`_\` and \`.\`, that ends in \`.yaml\``,
      }),
    );
  }
  return undefined;
}

/** Why a link breaks the organisation's conventions, if it does. */
export function linkFault(link: string, view: FileView): string | undefined {
  const { forbiddenInLinks, quotedLinks } = view.settings.conventions;
  const forbidden = forbiddenInLinks.find((text) => link.includes(text));
  if (forbidden !== undefined) return `holds \`${forbidden}\`, which this project forbids`;
  const query = /\?(.*)$/s.exec(link)?.[1]?.replace(/\{\{.*?\}\}/gs, '') ?? '';
  return quotedLinks && /[^A-Za-z0-9_.~!*'();:@&=+$,/?%#[\]-]/.test(query) ? 'has a query that is not URL-quoted' : undefined;
}
