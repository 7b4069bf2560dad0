/**
 * Values in promtool's notation, with runs as `a+bxN`: N more values, each b larger than the one before. What `drill/` writes
 * value by value becomes a few words.
 */
export function compact(values: string): string {
  const out: string[] = [];
  const tokens = values.split(' ');
  for (let at = 0; at < tokens.length; ) {
    const [first, second] = [wholeNumber(tokens[at]), wholeNumber(tokens[at + 1])];
    let end = at + 1;
    if (first !== undefined && second !== undefined) {
      const step = second - first;
      while (wholeNumber(tokens[end]) === first + (end - at) * step) end += 1;
      if (end - at > 2) {
        out.push(`${first}${step < 0 ? '-' : '+'}${Math.abs(step)}x${end - at - 1}`);
        at = end;
        continue;
      }
    }
    out.push(tokens[at] ?? '');
    at += 1;
  }
  return out.join(' ');
}

/** Larger numbers would be written with an exponent, or lose digits. */
function wholeNumber(token: string | undefined): number | undefined {
  if (token === undefined || !/^\d{1,15}$/.test(token)) return undefined;
  return Number(token);
}
