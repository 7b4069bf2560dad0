import type { Version } from '../model/model.ts';
import { checkExpr } from '../promql/check.ts';
import { parseExpr } from '../promql/parse.ts';
import type { PromqlError } from '../promql/promql-error.ts';

/**
 * Reads expressions back as the texts that are written, and checks grammar and types for the declared Prometheus.
 * Texts that differ in nothing but the values of labels get the verdict of the first of them.
 */
export function expressionChecker(version: Version): (text: string) => readonly PromqlError[] {
  const sound = new Set<string>();
  return (text) => {
    const shape = blanked(text);
    if (sound.has(shape)) return [];
    const { expr, errors } = parseExpr(text);
    const faults = expr === undefined || errors.length > 0 ? errors : checkExpr(expr, { version });
    if (faults.length === 0) sound.add(shape);
    return faults;
  };
}

/**
 * A printed expression without the values of `label="value"` and `label!="value"`: whatever they are, the expression is as
 * sound as before. Kept are empty values, which a selector may not consist of, regular expressions, other texts, and escapes.
 * The printer writes strings in double quotes only; they are passed over from the left, so that none is entered in its middle.
 */
export function blanked(text: string): string {
  return text.replace(/(=)"[^"\\\n]+"|("(?:[^"\\\n]|\\.)*")/g, '$1$2');
}
