import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAlertmanagerFile } from '../../../src/alertmanager/base.ts';
import { placed } from '../../../src/cli/given-rules.ts';
import { ALERTMANAGER_FILE, makeOutput } from '../../../src/compile/back.ts';
import { readModel } from '../../../src/compile/front.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { proofProblems } from '../../../src/proof/findings.ts';
import type { PlacedText } from '../../../src/proof/kinds.ts';
import { prove } from '../../../src/proof/prove.ts';
import { readRules } from '../../../src/proof/read-rules.ts';
import { Memory } from '../../../src/proof/rehearsal.ts';
import { renderCoverageJson } from '../../../src/report/coverage-json.ts';
import { BASE } from '../../invalid/fixture.ts';

const FROM = Date.parse('2026-11-23T00:00Z');
const WATCHER = `  watcher: { prometheus: 'up{job="prometheus"}', team: watchers, class: critical, dashboard: "https://grafana.example.org/d/p?var-site={{ site }}", runbook: "https://wiki.example.org/p" }\n`;
const NAMES = ['intake-a', 'intake-b', 'intake-c', 'intake-d', 'intake-e'];
const teamOf = (name: string): string => `team-of-${name.at(-1) === 'b' ? 'one' : 'two'}`;
const folder = join(BASE, 'slo-specs');
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const instance = text('instances/eventgate-main.yaml');
const sources = [
  ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /^(?:contracts\/|alertmanager).*\.ya?ml$/.test(name)).map((name) => ({ path: `slo-specs/${name}`, text: text(name) })),
  { path: 'slo-specs/tocsin.yaml', text: text('tocsin.yaml').replace('  conventions:\n', `${WATCHER}  conventions:\n`) },
  { path: 'slo-specs/routing.yaml', text: text('routing.yaml').replace('  default:', NAMES.slice(0, 2).map((name) => `    ${teamOf(name)}: { page: data-platform-page, ticket: data-engineering-task }\n`).join('') + '  default:') },
  { path: 'slo-specs/inventory.yaml', text: text('inventory.yaml').replace(/^ {4}event[^]*/m, NAMES.map((name) => `    ${name}: { contract: eventgate }\n`).join('')) },
  ...NAMES.map((name) => ({ path: `slo-specs/instances/${name}.yaml`, text: instance.replace('name: eventgate-main', `name: ${name}`).replace('data-engineering', teamOf(name)) })),
];

const sink = new Sink();
const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink) ?? failed();
const output = makeOutput(model, sources.find(({ path }) => path.endsWith('alertmanager.base.yml')), sink);
const texts = output.rules.map((facts): PlacedText => ({ path: facts.path, text: output.files.find(({ path }) => path === facts.path)?.text ?? failed(), ...placed(facts, model) }));
const routes = output.files.find(({ path }) => path === ALERTMANAGER_FILE)?.text ?? failed();
// What is found of rules is found by the rules alone.
const memory = new Memory();

function failed(): never {
  throw new Error(sink.sorted.map(({ message }) => message).join('\n') || 'a file is missing');
}

interface Proved {
  readonly said: string;
  /** How many instances were not rehearsed. */
  readonly followed: number;
}

/** What is said of rules and routes, where instances of a kind are told from its first, and where each is read and rehearsed. */
function bothWays(all: readonly PlacedText[], written = routes): { readonly fast: Proved; readonly slow: Proved } {
  const config = readAlertmanagerFile({ path: ALERTMANAGER_FILE, text: written }, new Sink()) ?? failed();
  const read = readRules(model, all, () => undefined);
  const files = new Map(all.map((one) => [one.path, one]));
  const proved = (kinds: typeof read.kinds): Proved => {
    const proof = prove({ model, rules: read.rules, kinds, config, from: FROM, memory });
    const problems = proofProblems(model, proof, { rules: read.rules, kinds, sources: files }).map(({ code, message, at }) => `${code} ${message} ${at?.source.path ?? ''} ${at?.span.start ?? ''}`).sort();
    return { said: `${renderCoverageJson(proof.cells, '')}${problems.join('\n')}`, followed: proof.followed };
  };
  return { fast: proved(read.kinds), slow: proved([]) };
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

const OTHERS = 'eventgate_events_total';

test.each([
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
  ['all make labels of labels', changed(NAMES, / > (\d+\.?\d*)/g, ' > $1 unless label_join(eventgate_events_total{service="NAME"}, "service", "-", "service")'), 0],
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
])('%s', (_, all, followed) => {
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
