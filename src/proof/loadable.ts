import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Rule, RuleGroup } from '../drift/rule-file.ts';
import type { Settings } from '../model/model.ts';
import { ofEachFile, type Kind } from './kinds.ts';
import type { RulePlaces } from './places.ts';
import { rulesOf, type ProofRule } from './rule-set.ts';
import { refusedIn } from './rule-text.ts';

/** A rule file that was read, and its text. */
export interface ReadFile {
  readonly path: string;
  readonly groups: readonly RuleGroup[];
  readonly owner: string | undefined;
}

/** Fields of a group, those of later versions and of rulers beside Prometheus among them. */
const GROUP_FIELDS = /^(interval|limit|query_offset|evaluation_delay|partial_response_strategy|source_tenants|labels\..*)$/;
const ALERT_FIELDS = /^(for|keep_firing_for|annotations\..*)$/;
const DURATION = /^(0|([0-9]+(ms|[smhdwy]))+)$/;

/** TOC672: what Prometheus refuses in rule files. It loads none of a file's rules for one of these, so nothing of it is proved. */
export function unloadable(files: readonly ReadFile[], kinds: readonly Kind[], settings: Pick<Settings, 'prometheus' | 'evaluationIntervalMs'>, places: RulePlaces): readonly Diagnostic[] {
  return ofEachFile(files, kinds, (some) => unloadableOf(some, settings, places));
}

function unloadableOf(files: readonly ReadFile[], { prometheus, evaluationIntervalMs }: Pick<Settings, 'prometheus' | 'evaluationIntervalMs'>, places: RulePlaces): readonly Diagnostic[] {
  return files.flatMap((file) => {
    return rulesOf(file, evaluationIntervalMs).flatMap((rule) => {
      const group = file.groups[rule.groupAt];
      const written = group?.rules[rule.ruleAt];
      if (group === undefined || written === undefined) return [];
      const message = (rule.ruleAt === 0 ? groupFault(group, file.groups) : undefined) ?? ruleFault(rule, written);
      if (message !== undefined) return [told(rule, message, places)];
      return refusedIn(rule.text, prometheus).slice(0, 1).map(({ message: what, span, suggestion }) => problem('TOC672', `${rule.name}: ${what}`, { at: places.expression(rule, span), suggestion, help: HELP }));
    });
  });
}

/** A file that is no rule file at all, where one was expected. */
export function noRuleFile(source: Source): Diagnostic {
  return problem('TOC672', 'this is no rule file: it is not YAML, or its groups and rules have not the form of any', { at: { source, span: { start: 0, end: Math.max(0, source.text.search(/\n|$/)) } }, help: HELP });
}

const HELP = 'mend it; `promtool check rules` says the same';

function told(rule: ProofRule, message: string, places: RulePlaces): Diagnostic {
  return problem('TOC672', `${rule.name}: ${message}`, { at: places.name(rule), help: HELP });
}

function groupFault({ name, fields }: RuleGroup, groups: readonly RuleGroup[]): string | undefined {
  if (groups.filter((one) => one.name === name).length > 1) return `there are two groups \`${name}\` in its file`;
  const unknown = [...fields.keys()].find((one) => !GROUP_FIELDS.test(one));
  if (unknown !== undefined) return `its group has a field \`${unknown}\`, which no group has`;
  return durationFault('interval', fields.get('interval'));
}

function ruleFault({ kind }: ProofRule, { fields }: Rule): string | undefined {
  const unknown = [...fields.keys()].find((one) => kind === 'record' || !ALERT_FIELDS.test(one));
  if (unknown !== undefined) return `it has a field \`${unknown}\`, which no ${kind === 'record' ? 'recording' : 'alerting'} rule has`;
  return durationFault('for', fields.get('for')) ?? durationFault('keep_firing_for', fields.get('keep_firing_for'));
}

function durationFault(field: string, text: string | undefined): string | undefined {
  return text === undefined || text === '' || DURATION.test(text) ? undefined : `\`${field}: ${text}\` is no duration`;
}
