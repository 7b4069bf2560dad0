import { nearName } from '../diagnostics/near-name.ts';
import { couldNotRun } from '../io/edge.ts';
import { writeNewFiles } from '../io/write-new-files.ts';
import { jsonSchema } from '../spec/json-schema.ts';
import { KINDS, type Kind } from '../spec/kinds.ts';
import { CLEAN, type Context, type ExitStatus } from './context.ts';
import { tellFailures } from './failures.ts';

/** Prints the JSON Schema of a kind of document, or of all of them; or writes each to a file of a folder. */
export async function schema(context: Context, asked: string | undefined, out: string | undefined): Promise<ExitStatus> {
  const kinds = Object.keys(KINDS) as Kind[];
  const kind = asked === undefined ? 'all' : kinds.find((one) => one.toLowerCase() === asked.toLowerCase());
  if (kind === undefined) {
    const near = nearName(asked ?? '', kinds);
    return tellFailures(context, [couldNotRun(`there is no kind ${asked ?? ''}${near === undefined ? '' : `; did you mean ${near}?`}`, `name one of: ${kinds.join(', ')}`)]);
  }
  if (out === undefined) {
    context.stdout(textOf(kind));
    return CLEAN;
  }
  const chosen = kind === 'all' ? [...kinds, 'all' as const] : [kind];
  const written = await writeNewFiles(out, context.cwd, chosen.map((one) => ({ path: schemaFile(one), text: textOf(one) })), 'replace');
  if (written.kind === 'could-not-run') return tellFailures(context, [written]);
  for (const path of written.paths) context.stdout(`${path}\n`);
  return CLEAN;
}

/** The name of a kind's schema file. */
function schemaFile(kind: Kind | 'all'): string {
  return `${kind === 'all' ? 'tocsin' : kind.toLowerCase()}.schema.json`;
}

function textOf(kind: Kind | 'all'): string {
  return `${JSON.stringify(jsonSchema(kind), undefined, 2)}\n`;
}
