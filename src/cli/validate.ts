import { checkOutput } from '../compile/back.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import { Answer, type AnswerOptions } from './answer.ts';
import { testPlaces } from '../rule-tests/places.ts';
import { CLEAN, FINDINGS, type Context, type ExitStatus } from './context.ts';
import { loadSpecs, shown } from './load.ts';

/** Flags of `validate`. */
export interface ValidateOptions extends AnswerOptions {
  readonly specs: string;
  readonly strict: boolean;
}

/** Compiles the specs as `generate` would, and writes nothing. */
export async function validate(context: Context, options: ValidateOptions): Promise<ExitStatus> {
  const answer = new Answer(context, options);
  return answer.end(await validateFor(answer, context, options));
}

async function validateFor(answer: Answer, context: Context, options: ValidateOptions): Promise<ExitStatus> {
  const sink = new Sink();
  const loaded = await loadSpecs(context, options.specs, sink);
  if (loaded.kind === 'unreadable') return answer.couldNotRun(loaded.failures);
  const made = loaded.model === undefined ? undefined : checkOutput(loaded.model, loaded.base, sink);
  if (loaded.model !== undefined && made !== undefined) testPlaces(loaded.model, made, sink);
  const problems = sink.sorted;
  answer.problems(problems, 'stdout');
  if (sink.hasErrors || made === undefined || (options.strict && problems.length > 0)) return FINDINGS;
  const instances = loaded.model?.instances.length ?? 0;
  const rules = made.reduce((sum, { cost }) => sum + cost.rules, 0);
  const files = made.length;
  const sound = instances === 1 ? '1 instance is sound; it makes' : `${instances} instances are sound; they make`;
  answer.say(`${shown(context, options.specs)}: ${sound} ${rules} rules in ${files} file${files === 1 ? '' : 's'}\n`, 'stdout');
  return CLEAN;
}
