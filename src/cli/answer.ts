import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { FINDINGS, COULD_NOT_RUN, useColor, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import type { CouldNotRun } from '../io/edge.ts';
import type { Report } from '../report/report.ts';
import { renderDiagnostics } from '../report/text.ts';
import { tellFailures } from './failures.ts';
import type { Format } from './formats.ts';

/** How to answer. */
export interface AnswerOptions {
  readonly format: Format;
  readonly color: ColorChoice;
}

type Stream = 'stdout' | 'stderr';

/**
 * What a command has to say. As text it is said while the command goes on; in the other formats problems
 * are collected for the document at the end, and all that is meant for people goes to standard error.
 */
export class Answer {
  readonly #context: Context;
  readonly #options: AnswerOptions;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #failures: CouldNotRun[] = [];

  constructor(context: Context, options: AnswerOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Tells problems; as text on the stream that is named. */
  problems(found: readonly Diagnostic[], stream: Stream): void {
    if (found.length === 0) return;
    this.#diagnostics.push(...found);
    if (this.#options.format === 'text') this.#context[stream](renderDiagnostics(found, { color: this.color(stream), width: this.#context.width }));
  }

  /** Tells why the command could not do its work; people see it in every format. */
  couldNotRun(failures: readonly CouldNotRun[]): ExitStatus {
    this.#failures.push(...failures);
    tellFailures(this.#context, failures);
    return COULD_NOT_RUN;
  }

  /** Tells people something that is no problem. */
  say(text: string, stream: Stream): void {
    this.#context[this.#options.format === 'text' ? stream : 'stderr'](text);
  }

  /** Says in one line that nothing was done, because of problems told before. */
  refuse(text: string): ExitStatus {
    this.#context.stderr(text);
    return FINDINGS;
  }

  /** Whether text that is said to a stream may have colours. */
  color(stream: Stream): boolean {
    return useColor(this.#context, this.#options.color, this.#options.format === 'text' ? stream : 'stderr');
  }

  /** Ends the answer: prints the document, where the format is one. */
  async end(status: ExitStatus): Promise<ExitStatus> {
    const report = { version: this.#context.version, diagnostics: this.#diagnostics, failures: this.#failures };
    const render = await rendererOf(this.#options.format);
    this.#context.stdout(render(report));
    return status;
  }
}

/** Renderers are loaded when they are asked for, so that plain text starts fast. */
async function rendererOf(format: Format): Promise<(report: Report) => string> {
  switch (format) {
    case 'text':
      return () => '';
    case 'json':
      return (await import('../report/json.ts')).renderJson;
    case 'github':
      return (await import('../report/github.ts')).renderGithub;
    case 'sarif':
      return (await import('../report/sarif.ts')).renderSarif;
  }
}
