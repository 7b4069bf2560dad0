import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { judge, listed, together, type Counting } from './counting.ts';

/** TOC310: a value that means success is counted as bad. */
export function goodCountedBad(counting: Counting): readonly Diagnostic[] {
  const found = judge(counting).filter(({ meaning, verdict }) => meaning === 'good' && verdict === 'bad');
  return together(found).map(({ first, values }) =>
    problem('TOC310', `indicator \`${counting.indicator}\` counts \`${first.label}\` ${listed(values)} of \`${first.metric}\` as bad`, {
      at: first.at,
      help: 'the contract says that these are successes: let the selector of bad events leave them out, or that of good ones match them',
    }),
  );
}
