import { checkOutput } from '../compile/back.ts';
import { readModel } from '../compile/front.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import { converse } from '../io/ask.ts';
import { couldNotRun } from '../io/edge.ts';
import { writeNewFiles, type NewFile } from '../io/write-new-files.ts';
import { renderDiagnostics } from '../report/text.ts';
import { CLEAN, FINDINGS, type Context, type ExitStatus } from './context.ts';
import { tellFailures } from './failures.ts';
import { askFor, faultsOf, missing, withDefaults, type Answers, type Given } from './init-answers.ts';
import { BASE_FILE, CONTRACT, firstFiles } from './init-files.ts';
import { shown } from './load.ts';

/** Flags of `init`. */
export interface InitOptions {
  readonly name?: string;
  readonly site?: readonly string[];
  readonly instance?: string;
  readonly team?: string;
  readonly pageReceiver?: string;
  readonly ticketReceiver?: string;
  readonly scope?: string;
  readonly dir: string;
  readonly yes: boolean;
}

/** Writes a first project that generates: asks for what it needs, or takes it from flags. */
export async function init(context: Context, options: InitOptions): Promise<ExitStatus> {
  const given = givenBy(options);
  const faults = faultsOf(given);
  if (faults.length > 0) return tellFailures(context, faults);
  const answers = await answersTo(context, given, options.yes);
  if (answers.kind === 'could-not-run') return tellFailures(context, [answers]);
  const folder = shown(context, options.dir);
  const files = firstFiles(answers.answers);
  const problems = judge(context, folder, files);
  if (problems !== '') {
    context.stderr(`${problems}Nothing was written.\n`);
    return FINDINGS;
  }
  const result = await writeNewFiles(options.dir, context.cwd, files, 'keep');
  switch (result.kind) {
    case 'could-not-run':
      return tellFailures(context, [result]);
    case 'taken':
      context.stderr(`These files are there already:\n${result.paths.map((path) => `  ${path}\n`).join('')}Nothing was written. Move them away, or name another folder with --dir.\n`);
      return FINDINGS;
    case 'written':
      context.stdout(`${result.paths.map((path) => `${path}\n`).join('')}\n${nextSteps(folder)}`);
      return CLEAN;
  }
}

function givenBy(options: InitOptions): Given {
  const { name, site, instance, team, pageReceiver, ticketReceiver, scope } = options;
  const said = { name, instance, team, pageReceiver, ticketReceiver, scope };
  return { ...Object.fromEntries(Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [[key, [value]]]))), ...(site === undefined ? {} : { sites: site }) };
}

type Answered = { readonly kind: 'answered'; readonly answers: Answers } | ReturnType<typeof couldNotRun>;

async function answersTo(context: Context, given: Given, yes: boolean): Promise<Answered> {
  if (yes) return { kind: 'answered', answers: withDefaults(given) };
  const lost = missing(given);
  if (lost === undefined) return { kind: 'answered', answers: withDefaults(given) };
  const terminal = context.terminal();
  if (terminal === undefined) return lost;
  const answers = await converse(terminal, (ask) => askFor(given, ask, context.stderr));
  return answers === undefined ? couldNotRun('the conversation was ended; nothing was written', 'run it again, or give what it asks as flags: see `tocsin init --help`') : { kind: 'answered', answers };
}

/** Compiles the files before they are written: a first project that does not generate helps nobody. */
function judge(context: Context, folder: string, files: readonly NewFile[]): string {
  const sink = new Sink();
  const sources = files.map(({ path, text }) => ({ path: folder === '.' ? path : `${folder}/${path}`, text }));
  const base = sources.find(({ path }) => path.endsWith(BASE_FILE));
  const model = readModel(sources, { today: context.today, specsFolder: folder, complete: true }, sink);
  if (model !== undefined) checkOutput(model, base, sink);
  return sink.hasErrors ? renderDiagnostics(sink.sorted, { color: context.colors.stderr, width: context.width }) : '';
}

function nextSteps(folder: string): string {
  const flag = folder === 'slo-specs' ? '' : ` --specs ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`;
  return `Next:
  1. In ${folder}/contracts/${CONTRACT}.yaml, write what your services really export.
  2. Put your own Alertmanager file into ${folder}/${BASE_FILE}, and its receivers into ${folder}/routing.yaml.
  3. Run \`tocsin generate${flag}\`; let \`tocsin watch${flag}\` run while you edit.
`;
}
