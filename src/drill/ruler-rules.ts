import type { Settings } from '../model/model.ts';
import type { RuleFile } from '../rules/rule.ts';
import { asksOf, isMeant, neededGroups } from './needed-groups.ts';
import type { Expectation, Scenario } from './scenario.ts';

/** Whether an expectation names a hazard that only the ruler tells of, which sees all sites. */
export function isOfRuler(expectation: Expectation, settings: Settings, files: readonly RuleFile[]): boolean {
  if (expectation.kind === 'value' || expectation.alerts.hazard === undefined) return false;
  const { alerts, instance } = expectation;
  const tells = (file: RuleFile): boolean => file.instance === instance.name && file.groups.some(({ rules }) => rules.some((rule) => rule.kind === 'alert' && isMeant(alerts, rule, settings)));
  return files.some((file) => file.forRuler === true && tells(file)) && !files.some((file) => file.forRuler !== true && tells(file));
}

/** The ruler's files, as far as a scenario asks of them; none where no expectation names a hazard of the ruler. */
export function rulerFiles(scenario: Scenario, settings: Settings, files: readonly RuleFile[]): readonly RuleFile[] {
  if (!scenario.expectations.some((one) => isOfRuler(one, settings, files))) return [];
  const names = scenario.instances.map(({ name }) => name);
  return files.filter((file) => file.forRuler === true && names.includes(file.instance)).map((file) => neededGroups(file, asksOf(scenario, settings, file.instance)));
}
