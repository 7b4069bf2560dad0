import { REGISTRY, type Code } from '../diagnostics/registry.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { couldNotRun } from '../io/edge.ts';
import { readPage } from '../io/pages.ts';
import { CLEAN, type Context, type ExitStatus } from './context.ts';
import type { ExplainAlertOptions } from './explain-alert.ts';
import { tellFailures } from './failures.ts';

/** Prints the page of a code, or what an alert means; without a name, the list of all codes. */
export async function explain(context: Context, asked: string | undefined, options: ExplainAlertOptions): Promise<ExitStatus> {
  const codes = Object.keys(REGISTRY).sort();
  if (asked === undefined) {
    context.stdout(codes.map((code) => `${code}  ${REGISTRY[code as Code].severity.padEnd(7)}  ${REGISTRY[code as Code].title}\n`).join(''));
    return CLEAN;
  }
  const code = asked.toUpperCase();
  // Names of alerts are in Pascal case, so none begins like a code.
  if (!/^TOC\w{0,4}$/.test(code)) {
    const { explainAlertNamed } = await import('./explain-alert.ts');
    return explainAlertNamed(context, asked, options);
  }
  if (!codes.includes(code)) {
    const near = nearName(code, codes);
    return tellFailures(context, [couldNotRun(`there is no code ${asked}${near === undefined ? '' : `; did you mean ${near}?`}`, 'run `tocsin explain` for the list')]);
  }
  const page = await readPage(context.home, code);
  if (typeof page !== 'string') return tellFailures(context, [page]);
  context.stdout(page);
  return CLEAN;
}
