import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { judge, listed, together, type Counting } from './counting.ts';

/** TOC312: a fault of the client that is neither counted nor ignored with a reason. */
export function clientUndecided(counting: Counting): readonly Diagnostic[] {
  const isIgnored = (label: string, value: string): boolean => counting.ignores.some((one) => one.label === label && one.values.some(({ codes }) => codes.includes(value)));
  const found = judge(counting).filter(({ meaning, verdict, label, value }) => meaning === 'client' && verdict === 'left-out' && !isIgnored(label, value));
  return together(found).map(({ first, values }) =>
    problem('TOC312', `indicator \`${counting.indicator}\` says nothing of \`${first.label}\` ${listed(values)} of \`${first.metric}\``, {
      at: first.at,
      help: 'these are faults of the sender: count them, or list them under `ignores` with the reason why leaving them out is right',
    }),
  );
}
