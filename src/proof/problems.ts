import { problem, type Code, type Diagnostic, type Related } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { obligationText, type Obligation } from '../obligations/obligation.ts';
import type { ProofRule } from './rule-set.ts';
import type { Cell, Gap } from './verdict.ts';
import { failureText, labelsText, roughly } from './words.ts';

/** Where rules are written, for those that have a file. */
export type PlaceOfRule = (rule: ProofRule) => Location | undefined;

/** What the holes of a proof are told as, each at its instance, with the rule it is about; what is the same on several sites is told once. */
export function holeProblems(cells: readonly Cell[], placeOf: PlaceOfRule): readonly Diagnostic[] {
  const holes = new Map<string, { readonly obligation: Obligation; readonly text: GapText; readonly failure: string; readonly sites: string[] }>();
  for (const { obligation, verdict } of cells) {
    if (verdict.kind !== 'hole') continue;
    const text = gapText(verdict.gap, obligation.owed);
    const failure = failureText(verdict.failure, verdict.given);
    const key = JSON.stringify([obligation.instance, obligation.hazard, obligation.part, text.code, text.what, failure]);
    const known = holes.get(key);
    if (known === undefined) holes.set(key, { obligation, text, failure, sites: [obligation.site] });
    else known.sites.push(obligation.site);
  }
  return [...holes.values()].map(({ obligation, text: { code, what, help, rule }, failure, sites }) => {
    const at = rule === undefined ? undefined : placeOf(rule);
    const related: readonly Related[] = at === undefined ? [] : [{ message: `the alert ${rule?.name ?? ''}`, at }];
    return problem(code, `${obligationText({ ...obligation, site: sites.join(', ') })}: ${what} when ${failure}`, { at: obligation.at, related, help });
  });
}

interface GapText {
  readonly code: Code;
  readonly what: string;
  readonly help: string;
  readonly rule: ProofRule | undefined;
}

/** A gap in words. */
export function gapText(gap: Gap, owed: { readonly level: string; readonly withinMs: number }): GapText {
  const due = `${owed.level} within ${roughly(owed.withinMs)}`;
  switch (gap.kind) {
    case 'unseen':
      return { code: 'TOC661', what: 'no alert fires', help: `it owes a ${due}: look for the alert that should see it, at what it selects and at its threshold; where the contract knows another service whose series show it, say so with \`witnessedBy\`; else waive it with a reason`, rule: undefined };
    case 'late':
      return { code: 'TOC662', what: `${gap.told.rule.name} tells of it after ${roughly(gap.told.withinMs)}, and it owes a ${due}`, help: 'shorten windows, `for` or the group wait, or let the class allow more time', rule: gap.told.rule };
    case 'brief':
      return { code: 'TOC673', what: `${gap.told.rule.name} fires for ${roughly(gap.lastsMs)}, and its group waits for ${roughly(gap.told.withinMs - gap.told.firesMs)} before it is told,`, help: 'let the alert fire for as long as the failure lasts, with a longer window or `keep_firing_for`, or let the group wait for less', rule: gap.told.rule };
    case 'low':
      return { code: 'TOC663', what: `only ${gap.told.rule.name} fires, a ${gap.told.level}, and it owes a ${due}`, help: 'let the policy of its class page for it, or let the class say that a ticket is enough', rule: gap.told.rule };
    case 'nobody':
      return { code: 'TOC664', what: `${gap.rule.name} ends at ${gap.receivers.join(', ')}, which ${owed.level === 'page' ? 'wakes' : 'tells'} nobody,`, help: `write a route for ${labelsText(gap.example)}, or give the receiver an integration that reaches a person`, rule: gap.rule };
    case 'muted':
      return { code: 'TOC665', what: `${gap.rule.name} is muted for ${roughly(gap.longestMs)} from ${new Date(gap.from).toISOString().slice(0, 16)}Z on its way to ${gap.receiver}`, help: 'take the interval from this route, or let the class allow as much time', rule: gap.rule };
    case 'lumped':
      return { code: 'TOC666', what: `${gap.rule.name} is told by ${gap.receiver} together with those of other instances or sites`, help: `group by ${gap.missing.map((name) => `\`${name}\``).join(' and ')} as well`, rule: gap.rule };
    case 'inhibited':
      return { code: 'TOC667', what: `${gap.rule.name} is silenced by ${gap.by}`, help: `add labels to \`equal\` that the two alerts differ in, or matchers that both must have; ${gap.by} stands in ${gap.byPath}`, rule: gap.rule };
    case 'misnamed':
      return { code: 'TOC668', what: gap.value === undefined ? `${gap.rule.name} has no label \`${gap.label}\`` : `${gap.rule.name} says \`${gap.label}="${gap.value}"\``, help: `let the alert carry \`${gap.label}\` of what fails`, rule: gap.rule };
    case 'unjudged':
      return { code: 'TOC669', what: `${gap.rule === undefined ? 'it' : gap.rule.name} cannot be judged: ${gap.why}`, help: 'say what is counted by plain selectors and what its values mean, or waive it with a reason', rule: gap.rule };
  }
}
