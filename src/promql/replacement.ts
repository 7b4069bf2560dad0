import { compileCapture } from './regex.ts';

/** What `label_replace` does to a value: nothing where the expression does not match all of it. */
export type Replacement = { readonly apply: (value: string) => string | undefined } | { readonly error: string };

/** `$1`, `${1}`, `$name`, `${name}` or `$$`; any other `$` means itself. */
const REFERENCE = /\$(?:(\$)|\{(\w+)\}|(\w+))/g;

/** Compiles the expression, and the replacement as Go's `Expand` reads it: groups that are not there are empty. */
export function compileReplacement(regex: string, replacement: string): Replacement {
  const capture = compileCapture(regex);
  if ('error' in capture) return capture;
  return {
    apply: (value) => {
      const groups = capture.groups(value);
      if (groups === undefined) return undefined;
      return replacement.replace(REFERENCE, (_, dollar?: string, braced?: string, bareName?: string) => (dollar === undefined ? (groups.get(braced ?? bareName ?? '') ?? '') : '$'));
    },
  };
}
