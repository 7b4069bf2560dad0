import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { judge, listed, together, type Counting } from './counting.ts';

/** TOC311: a value that says nothing is counted. */
export function silentCounted(counting: Counting): readonly Diagnostic[] {
  const found = judge(counting).filter(({ meaning, verdict }) => meaning === 'silent' && verdict !== 'left-out');
  return together(found).map(({ first, values }) =>
    problem('TOC311', `indicator \`${counting.indicator}\` counts \`${first.label}\` ${listed(values)} of \`${first.metric}\`, which says nothing`, {
      at: first.takenAt ?? first.at,
      help: 'the contract says that such an answer comes before the work is done: leave it out of every selector of this indicator',
    }),
  );
}
