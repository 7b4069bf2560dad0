import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAlertmanagerFile } from '../../../src/alertmanager/base.ts';
import type { AlertmanagerConfig } from '../../../src/alertmanager/config.ts';
import { placed } from '../../../src/cli/given-rules.ts';
import { ALERTMANAGER_FILE, makeOutput } from '../../../src/compile/back.ts';
import { readModel } from '../../../src/compile/front.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import type { Model } from '../../../src/model/model.ts';
import { proofProblems } from '../../../src/proof/findings.ts';
import type { PlacedText } from '../../../src/proof/kinds.ts';
import { unloadable } from '../../../src/proof/loadable.ts';
import { RulePlaces } from '../../../src/proof/places.ts';
import { prove } from '../../../src/proof/prove.ts';
import { readRules } from '../../../src/proof/read-rules.ts';
import { renderCoverageJson } from '../../../src/report/coverage-json.ts';
import { BASE } from '../../invalid/fixture.ts';
import { sampled } from '../../support/proof.ts';

const FROM = Date.parse('2026-11-23T00:00Z');
const WATCHER = `  watcher: { prometheus: 'up{job="prometheus"}', team: watchers, class: critical, dashboard: "https://grafana.example.org/d/p?var-site={{ site }}", runbook: "https://wiki.example.org/p" }\n`;
const NAMES = ['intake-a', 'intake-b', 'intake-c', 'intake-d', 'intake-e'];
const teamOf = (name: string): string => `team-of-${/[be]$/.test(name) ? 'one' : 'two'}`;
const folder = join(BASE, 'slo-specs');
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const instance = text('instances/eventgate-main.yaml');

interface Project {
  readonly model: Model;
  readonly texts: readonly PlacedText[];
  readonly routes: string;
}

/** Instances of one contract, a watcher and routes; specs may be changed. */
function projectOf(names: readonly string[], edit: (path: string, text: string) => string = (_, unchanged) => unchanged): Project {
  const team = names === NAMES ? teamOf : () => 'team-of-two';
  const sources = [
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /^(?:contracts\/|alertmanager).*\.ya?ml$/.test(name)).map((name) => ({ path: `slo-specs/${name}`, text: text(name) })),
    { path: 'slo-specs/tocsin.yaml', text: text('tocsin.yaml').replace('  conventions:\n', `${WATCHER}  conventions:\n`) },
    { path: 'slo-specs/routing.yaml', text: text('routing.yaml').replace('  default:', ['team-of-one', 'team-of-two'].map((name) => `    ${name}: { page: data-platform-page, ticket: data-engineering-task }\n`).join('') + '  default:') },
    { path: 'slo-specs/inventory.yaml', text: text('inventory.yaml').replace(/^ {4}event[^]*/m, names.map((name) => `    ${name}: { contract: eventgate }\n`).join('')) },
    ...names.map((name) => ({ path: `slo-specs/instances/${name}.yaml`, text: instance.replace('name: eventgate-main', `name: ${name}`).replace('data-engineering', team(name)) })),
  ].map((one) => ({ ...one, text: edit(one.path, one.text) }));
  const sink = new Sink();
  const failed = (): never => {
    throw new Error(sink.sorted.map(({ message }) => message).join('\n') || 'a file is missing');
  };
  const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink) ?? failed();
  if (sink.hasErrors) failed();
  const output = makeOutput(model, sources.find(({ path }) => path.endsWith('alertmanager.base.yml')), sink);
  const fileAt = (path: string): string => output.files.find((one) => one.path === path)?.text ?? failed();
  return {
    model,
    texts: output.rules.map((facts): PlacedText => ({ path: facts.path, text: fileAt(facts.path), ...placed(facts, model) })),
    // Hand-written alerts are told by instance as well.
    routes: fileAt(ALERTMANAGER_FILE).replace(/(# <<< tocsin\n +- matchers: \[team="sre"\]\n)/, '$1      group_by: [alertname, service, site]\n'),
  };
}

const shared = projectOf(NAMES);
const { texts, routes } = shared;

interface Proved {
  readonly said: string;
  /** How many instances were not rehearsed. */
  readonly followed: number;
}

/** What is said of rules and routes, where instances of a kind are told from its first, and where each is read and rehearsed. */
function bothWays(all: readonly PlacedText[], written = routes, { model: of } = shared): { readonly fast: Proved; readonly slow: Proved } {
  const config = configOf(written);
  const read = readRules(of, all, () => undefined);
  const files = new Map(all.map((one) => [one.path, one]));
  const proved = (kinds: typeof read.kinds): Proved => {
    const loaded = unloadable(read.rules, kinds, of.settings, new RulePlaces(files));
    const proof = prove({ model: of, rules: read.rules, kinds, config, from: FROM });
    const problems = [...loaded, ...proofProblems(of, proof, { rules: read.rules, kinds, sources: files })].map(({ code, message, at, help }) => `${code} ${message} ${at?.source.path ?? ''} ${at?.span.start ?? ''} ${help ?? ''}`).sort();
    return { said: `${renderCoverageJson(proof.cells, '')}${problems.join('\n')}`, followed: proof.followed };
  };
  return { fast: proved(read.kinds), slow: proved([]) };
}

function configOf(written: string): AlertmanagerConfig {
  const config = readAlertmanagerFile({ path: ALERTMANAGER_FILE, text: written }, new Sink());
  if (config === undefined) throw new Error('no routes');
  return config;
}

/** What is said of an instance where all are proved together, and where it is proved alone. */
function togetherAndAlone(all: readonly PlacedText[], name: string, { model: of, routes: written } = shared): readonly [string, string] {
  const { rules } = readRules(of, all, () => undefined);
  const input = { model: of, rules, config: configOf(written), from: FROM };
  const ofInstance = ({ cells }: ReturnType<typeof prove>): string => renderCoverageJson(cells.filter(({ obligation }) => obligation.instance === name), '');
  return [ofInstance(prove(input)), ofInstance(prove({ ...input, only: (one) => one.instance === name }))];
}

/** Changes the files of instances, or adds one that is loaded everywhere. */
function changed(names: readonly string[], from: string | RegExp, to: string): readonly PlacedText[] {
  const made = texts.map((one) => (names.includes(one.owner ?? '') ? { ...one, text: one.text.replaceAll(from, to.replaceAll('NAME', one.owner ?? '')) } : one));
  if (made.every(({ text: now }, at) => now === texts[at]?.text)) throw new Error(`nothing has ${String(from)}`);
  return made;
}

function withFile(rules: string): readonly PlacedText[] {
  return [...texts, { path: 'rules/others.yaml', owner: undefined, where: undefined, text: `groups:\n  - name: others\n    rules:\n${rules}` }];
}

test('most of a kind follow from the first and the second, and the same is said of them', () => {
  const { fast, slow } = bothWays(texts);
  expect(fast.said).toBe(slow.said);
  expect(fast.followed).toBe(3);
});

test('an instance of the team of the watcher, which is what the watcher says of all, stands for nobody', () => {
  const project = projectOf(NAMES, (path, unchanged) => (path.endsWith('intake-a.yaml') ? unchanged.replace(/team: .*/, 'team: watchers') : unchanged));
  const { fast, slow } = bothWays(project.texts, project.routes, project);
  expect(fast.said).toBe(slow.said);
  expect(fast.followed).toBe(2);
});

const OTHERS = 'eventgate_events_produced_total';

const CHANGES: readonly (readonly [string, readonly PlacedText[], number | undefined])[] = [
  ['a threshold of all is out of reach', changed(NAMES, / > \d+\.?\d*/g, ' > 1e9'), 3],
  ['a threshold of one that follows is', changed(['intake-e'], / > \d+\.?\d*/g, ' > 1e9'), 2],
  ['a threshold of the first is', changed(['intake-a'], / > \d+\.?\d*/g, ' > 1e9'), 2],
  ['one that follows selects another', changed(['intake-e'], 'service="intake-e"', 'service="intake-d"'), 1],
  ['all select a misspelt one', changed(NAMES, 'service="intake-', 'service="intaek-'), undefined],
  ['all select all', changed(NAMES, /service="intake-.", /g, ''), 0],
  ['all select by a pattern', changed(NAMES, /service="(intake-.)"/g, 'service=~"$1"'), 0],
  ['all select two by a pattern', changed(NAMES, /service="intake-."/g, 'service=~"intake-[de]"'), 0],
  ['all fire always', changed(NAMES, / > \d+\.?\d*/g, ' >= 0'), 3],
  ['all say another team', changed(NAMES, /team: team-of-\w+/g, 'team: sre'), 3],
  ['one that follows says another team', changed(['intake-d'], /team: team-of-\w+/g, 'team: sre'), 2],
  ['all say another instance', changed(NAMES, /^( +)service: intake-.$/gm, '$1service: intake-c'), 2],
  ['all make labels of labels', changed(NAMES, / > (\d+\.?\d*)/g, ' > $1 unless label_join(eventgate_events_produced_total{service="NAME"}, "service", "-", "service")'), 0],
  ['all have two groups of one name', changed(NAMES, /name: tocsin:[^\n]*/g, 'name: one'), 0],
  ['all select a longer name', changed(NAMES, /service="(intake-.)"/g, 'service="$1-x"'), 0],
  ['what is said of one that follows elsewhere is something else', changed(['tocsin-watcher'], 'service="intake-e"', 'service="intake-x"'), 2],
  ['what is said of the first elsewhere is something else', changed(['tocsin-watcher'], 'service="intake-a"', 'service="intake-x"'), 0],
  ['one that follows is loaded elsewhere', texts.map((one) => (one.owner === 'intake-e' && one.where === 'eqiad' ? { ...one, where: 'elsewhere' } : one)), 2],
  ['all have two groups of one name on one site', texts.map((one) => (NAMES.includes(one.owner ?? '') && one.where === 'eqiad' ? { ...one, text: one.text.replaceAll(/name: tocsin:[^\n]*/g, 'name: one') } : one)), undefined],
  ['a group of the first is named as that of one that follows', changed(NAMES, /name: tocsin:intake-.:absence/g, 'name: tocsin:intake-e:period:availability'), undefined],
  ['one that follows has lost a file', texts.filter(({ owner, where }) => owner !== 'intake-e' || where !== 'codfw'), 2],
  ['one that follows has a file that is none', texts.map((one) => (one.owner === 'intake-e' ? { ...one, text: 'groups: 1\n' } : one)), 2],
  ['all have files that are none', texts.map((one) => (NAMES.includes(one.owner ?? '') ? { ...one, text: 'groups: 1\n' } : one)), 0],
  ['rules of others speak of one', withFile(`      - record: x:y\n        expr: sum(${OTHERS}{service="intake-e"})\n`), 2],
  ['rules of others add all up', withFile(`      - record: x:y\n        expr: sum by (service) (${OTHERS})\n      - alert: Others\n        expr: x:y < 1\n        labels: { team: sre, severity: page }\n`), undefined],
  ['rules of others ask for some', withFile(`      - alert: Others\n        expr: sum by (service) (rate(${OTHERS}{service=~"intake-[a-d]"}[5m])) < 1\n        labels: { team: sre, severity: page }\n`), undefined],
  ['rules of others read what is recorded', withFile('      - alert: Others\n        expr: sum(tocsin:events_total:increment) < 1\n        labels: { team: sre, severity: page }\n'), undefined],
];

test.each(sampled(CHANGES, 10))('%s', (_, all, followed) => {
  const { fast, slow } = bothWays(all);
  expect(fast.said).toBe(slow.said);
  if (followed !== undefined) expect(fast.followed).toBe(followed);
});

test.each([
  ['one is sent to nobody', routes.replace('  routes:\n', '  routes:\n    - receiver: default\n      matchers: [service="intake-e"]\n')],
  ['a team is sent to nobody', routes.replace('  routes:\n', '  routes:\n    - receiver: default\n      matchers: [team="team-of-two", severity="page"]\n')],
  ['one silences all', routes.replace('inhibit_rules:\n', `inhibit_rules:\n  - source_matchers: [service="intake-e"]\n    target_matchers: [service!="intake-e"]\n`)],
  ['each silences itself', routes.replace('inhibit_rules:\n', `inhibit_rules:\n  - source_matchers: [severity="task"]\n    target_matchers: [severity="page"]\n    equal: [service]\n`)],
])('routes: %s', (_, written) => {
  if (written === routes) throw new Error('nothing was changed');
  const { fast, slow } = bothWays(texts, written);
  expect(fast.said).toBe(slow.said);
  expect(fast.followed).toBe(3);
  expect(slow.said).toContain('"state": "hole"');
});

/** All is dead but what tests add. */
const QUIET = changed(NAMES, / > \d+\.?\d*/g, ' > 1e9');
const ERRORS = 'eventgate_validation_errors_total';
const RATE = `sum by (service) (rate(${ERRORS}{error_type="HoistingError"}[5m]))`;

function alert(name: string, expr: string, labels: string): string {
  return `      - alert: ${name}\n        expr: ${expr}\n        labels: { severity: page, ${labels} }\n`;
}

/** Files with rules at the end of each instance's. */
function withOwn(all: readonly PlacedText[], rules: (name: string, pascal: string) => string): readonly PlacedText[] {
  const pascal = (name: string): string => name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  return all.map((one) => (one.owner === undefined || one.owner === 'tocsin-watcher' ? one : { ...one, text: `${one.text}  - name: tocsin:${one.owner}:more\n    rules:\n${rules(one.owner, pascal(one.owner))}` }));
}

function withOthers(all: readonly PlacedText[], rules: string, path = 'rules/others.yaml'): readonly PlacedText[] {
  const others = { path, owner: undefined, where: undefined, text: `groups:\n  - name: others\n    rules:\n${rules}` };
  return [...all, others].sort((a, b) => (a.path < b.path ? -1 : 1));
}

test.each([
  ['an alert of others says the team of the first', withOthers(QUIET, alert('AnyFails', `${RATE} > 0`, 'team: team-of-two')), routes.replace('  routes:\n', '  routes:\n    - receiver: sre-batphone\n      group_by: [alertname, service, site]\n      matchers: [team="team-of-one"]\n')],
  ['alerts of others ask for two, in single quotes', withOthers(QUIET, ['a', 'b'].map((one) => alert('Some', `sum by (service) (rate(${ERRORS}{service='intake-${one}'}[5m])) > 0`, 'team: sre')).join('')), routes],
  ['an alert of others asks for one by an escape', withOthers(QUIET, alert('Some', String.raw`sum by (service) (rate(${ERRORS}{service="intake-\x65"}[5m])) > 0`, 'team: sre')), routes],
  ['all record a metric of their name', withOthers(withOwn(QUIET, (_, pascal) => `      - record: ${pascal}:bad\n        expr: ${RATE}\n`), alert('Some', '(IntakeA:bad or IntakeB:bad) > 0', 'team: sre')), routes],
  ['others ask for alerts by name', withOthers(withOwn(QUIET, (name, pascal) => alert(`${pascal}Errors`, `${RATE} > 0`, `service: ${name}`).replace('page', 'info')), ['A', 'B'].map((one) => alert('Some', `${RATE} > 0 and on (service) ALERTS{alertname="Intake${one}Errors"}`, 'team: sre')).join('')), routes],
  ['others ask for alerts by team', withOthers(texts, alert('Some', `${RATE} > 0 unless on (service) ALERTS{team="team-of-one"}`, 'team: sre, hazard: outage')), routes],
  ['a group has the name of one that follows', changed(NAMES, /(groups:\n)/g, '$1  - name: NAME\n    rules: [{ record: "x:y", expr: "vector(1)" }]\n  - name: intake-e\n    rules: [{ record: "x:z", expr: "vector(1)" }]\n'), routes],
  ['a name is an anchor', withOwn(QUIET, (name) => `      - record: x:a\n        expr: &${name} ${RATE}\n      - record: x:b\n        expr: &intake-e vector(0)\n      - alert: Any\n        expr: *${name}\n        labels: { severity: page, team: sre, service: ${name} }\n`), routes],
  ['a label holds a name', withOthers(QUIET, alert('Some', `${RATE} > 0`, 'team: sre, note: see-intake-a')), routes.replace('  routes:\n', '  routes:\n    - receiver: default\n      matchers: [\'note=~"see-intake-[cd]"\']\n')],
])('hand-written: %s', (_, all, written) => {
  const { fast, slow } = bothWays(all, written);
  expect(fast.said).toBe(slow.said);
});

test('a file of others between those of two: what it reads was recorded before, or after', () => {
  const names = ['alpha-x', 'beta-xx', 'tau-xxx', 'zeta-xx'];
  const project = projectOf(names);
  const quiet = project.texts.map((one) => ({ ...one, text: one.text.replaceAll(/ > \d+\.?\d*/g, ' > 1e9') }));
  const rules = names.map((name) => alert('Manual', `tocsin:events_bad:increase5m{tocsin_instance="${name}"} > 0`, `team: sre, service: ${name}`)).join('');
  const { fast, slow } = bothWays(withOthers(quiet, rules, 'rules/codfw/manual.yaml'), project.routes, project);
  expect(fast.said).toBe(slow.said);
});

test('a stream that is called as its instance keeps it from following', () => {
  const project = projectOf(NAMES.slice(0, 4), (path, unchanged) =>
    path.includes('/contracts/eventgate') ? unchanged.replace('  indicators:', '  traffic: { of: eventgate_events_produced_total, stream: stream }\n  indicators:') : path.includes('/instances/') ? `${unchanged}  streams: [{ name: ${path.slice(path.lastIndexOf('/') + 1, -5)}, longestGap: 2h }]\n` : unchanged,
  );
  const { fast, slow } = bothWays(project.texts, project.routes, project);
  expect(fast).toEqual(slow);
});

test.each([
  ['by a pattern', `      - record: bad:rate5m\n        expr: ${RATE}\n${alert('Some', 'bad:rate5m{service=~"intake-[abcd]"} > 0', 'team: sre')}`],
  ['by a pattern that says which not', `      - record: bad:rate5m\n        expr: ${RATE}\n${alert('Some', 'bad:rate5m{service!~"intake-e.*"} > 0', 'team: sre')}`],
  ['by a label made of its name', alert('Some', `label_replace(${RATE} > 0, "team", "team-$1", "service", "intake-(.)")`, 'hazard: outage')],
  ['by patterns on its alerts', alert('Some', `${RATE} > 0 and on (service) ALERTS{alertname=~"(IntakeA|IntakeB)Errors"}`, 'team: sre')],
  ['by a name of what is recorded', alert('Some', `${RATE} > 0 unless on (service) {__name__=~"bad:.*", service!~"intake-[abcd]"}`, 'team: sre') + `      - record: bad:rate5m\n        expr: ${RATE}\n`],
])('an instance that rules tell from others %s has its own proof', (_, rules) => {
  const own = withOwn(QUIET, (name, pascal) => alert(`${pascal}Errors`, `sum by (service) (rate(${ERRORS}{service="${name}", error_type="HoistingError"}[5m])) > 0`, `service: ${name}`).replace('page', 'info'));
  const [together, alone] = togetherAndAlone(withOthers(own, rules), 'intake-e', { ...shared, routes: routes.replace('  routes:\n', '  routes:\n    - receiver: sre-batphone\n      group_by: [alertname, service, site]\n      matchers: [team="team-a"]\n') });
  expect(together).toBe(alone);
  expect(alone).toContain('"state": "hole"');
});

test.each([
  ['is called as a bad value is', (name: string) => name],
  ['begins its alerts as a bad value is called', (name: string) => name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())],
])('an instance that %s has its own proof', (_, valueOf) => {
  const names = ['card-move', 'item-sale', 'page-view', 'user-edit'];
  const project = projectOf(names, (path, unchanged) => (path.endsWith('contracts/eventgate.yaml') ? unchanged.replace('bad: [HoistingError]', `bad: [${valueOf('page-view')}, ${valueOf('user-edit')}]`) : unchanged));
  const quiet = project.texts.map((one) => ({ ...one, text: one.text.replaceAll(/ > \d+\.?\d*/g, ' > 1e9') }));
  const all = withOwn(quiet, (name) => alert('Errors', `sum(rate(${ERRORS}{service="${name}", error_type!="${valueOf(name)}", error_type!="ValidationError"}[5m])) > 0.001`, `team: sre, service: ${name}`));
  const [together, alone] = togetherAndAlone(all, 'page-view', project);
  expect(together).toBe(alone);
  expect(alone).toContain('"state": "hole"');
});

test('a site that is called as a bad value is has its own proof', () => {
  const project = projectOf(NAMES.slice(0, 1), (path, unchanged) => (path.endsWith('contracts/eventgate.yaml') ? unchanged.replace('bad: [HoistingError]', 'bad: [eqiad]') : unchanged));
  const all = project.texts.map((one) => ({ ...one, text: one.text.replaceAll(/ > \d+\.?\d*/g, ' > 1e9') })).map((one) =>
    one.owner !== 'intake-a' ? one : { ...one, text: `${one.text}  - name: tocsin:intake-a:more\n    rules:\n${alert('Errors', `sum(rate(${ERRORS}{service="intake-a", error_type!="${one.where ?? ''}", error_type!="ValidationError"}[5m])) > 0.001`, 'team: sre, service: intake-a')}` },
  );
  const { rules } = readRules(project.model, all, () => undefined);
  const input = { model: project.model, rules, config: configOf(project.routes), from: FROM };
  const outage = (only?: (site: string) => boolean): readonly string[] =>
    prove(only === undefined ? input : { ...input, only: ({ site }) => only(site) }).cells.filter(({ obligation }) => obligation.hazard === 'outage').map(({ obligation, verdict }) => `${obligation.site} ${verdict.kind}`);
  expect(outage()).toEqual([...outage((site) => site === 'codfw'), ...outage((site) => site === 'eqiad')]);
  expect(outage()).toEqual(['codfw proved', 'eqiad hole']);
});

test.each([
  ['lists sites', 'sites: "eqiad|codfw"', `'sites="eqiad|codfw"'`],
  ['is of a name of the tool', 'rule: "tocsin:intake-a:x"', `'rule="tocsin:intake-a:x"'`],
  ['lists a name', 'who: "intake-a|other"', `'who=~"intake-a.*"'`],
])('routes are asked for a label as it is where it %s', (_, label, matcher) => {
  const all = withOwn(QUIET, (name) => alert('Errors', `sum(rate(${ERRORS}{service="${name}", error_type!="ValidationError"}[5m])) > 0.001`, `team: sre, service: ${name}, ${label}`));
  const { slow } = bothWays(all, routes.replace('  routes:\n', `  routes:\n    - receiver: default\n      matchers: [${matcher}]\n`));
  const { cells } = JSON.parse(slow.said.slice(0, slow.said.indexOf('\n}\n') + 2)) as { readonly cells: readonly { readonly instance: string; readonly hazard: string; readonly state: string }[] };
  expect(cells.filter(({ instance: name, hazard }) => name === 'intake-a' && hazard === 'outage').map(({ state }) => state)).toEqual(['hole', 'hole']);
});
