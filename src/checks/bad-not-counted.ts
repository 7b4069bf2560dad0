import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { judge, listed, together, type Counting } from './counting.ts';

/** TOC309: a value that means failure is not counted as bad. */
export function badNotCounted(counting: Counting): readonly Diagnostic[] {
  const found = judge(counting).filter(({ meaning, verdict }) => meaning === 'bad' && (verdict === 'good' || verdict === 'left-out'));
  return together(found).map(({ first, values }) =>
    problem('TOC309', `indicator \`${counting.indicator}\` does not count \`${first.label}\` ${listed(values)} of \`${first.metric}\` as bad`, {
      at: first.at,
      help: 'the contract says that these are failures of the service: let the selector of bad events match them, or that of good ones not',
    }),
  );
}
