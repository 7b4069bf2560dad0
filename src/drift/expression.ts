import { parseExpr } from '../promql/parse.ts';
import { printPretty } from '../promql/print.ts';

/**
 * An expression as lines for a reviewer, the same for the same meaning: spaces, line breaks and quotes do not matter.
 * What does not parse (someone edited it) is shown as it stands.
 */
export function layOut(text: string): readonly string[] {
  const { expr } = parseExpr(text);
  if (expr !== undefined) {
    try {
      return printPretty(expr).split('\n');
    } catch (error) {
      // The printer refuses texts that are not Unicode; they can still be shown.
      if (!(error instanceof Error)) throw error;
    }
  }
  return text
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
}
