import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AlikeInstances } from '../../../src/compile/alike.ts';
import { makeOutput, type Output } from '../../../src/compile/back.ts';
import { readModel } from '../../../src/compile/front.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import type { Model } from '../../../src/model/model.ts';
import { BASE } from '../../invalid/fixture.ts';
import { countedIn, PROVES } from '../../support/proof.ts';

const RUNS = PROVES ? 200 : 8;

interface Named {
  readonly name: string;
  readonly identity?: string;
  readonly team?: string;
  readonly runbook?: string;
}

/** The base project with the contract and text of its intake, for instances of these names. */
function modelOf(instances: readonly Named[], header = 'rules', bent: (text: string) => string = (text) => text): Model {
  const folder = join(BASE, 'slo-specs');
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const instance = read('instances/eventgate-main.yaml');
  const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /^(?:contracts\/|tocsin).*\.yaml$/.test(name));
  const entries = instances.map(({ name, identity }) => `    ${name}: { contract: eventgate${identity === undefined ? '' : `, identity: ${identity}`} }\n`);
  const sources = [
    ...kept.map((name) => ({ path: `slo-specs/${name}`, text: bent(read(name).replace('  conventions:\n', `  conventions:\n    header: ["${header}"]\n`)) })),
    { path: 'slo-specs/inventory.yaml', text: read('inventory.yaml').replace(/^ {4}event[^]*/m, entries.join('')) },
    ...instances.map(({ name, team, runbook }) => ({
      path: `slo-specs/instances/${name}.yaml`,
      text: instance.replace('name: eventgate-main', `name: ${name}`).replace('data-engineering', team ?? 'data-engineering').replace('https://wiki.example.org/Event_Platform', runbook ?? 'https://wiki.example.org/Event_Platform'),
    })),
  ];
  const sink = new Sink();
  const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink);
  if (model === undefined) throw new Error(sink.sorted.map(({ message }) => message).join('\n'));
  return model;
}

/** Each instance's files as they are compiled for it alone. */
function alone(model: Model): readonly Output[] {
  return model.instances.map((instance) => makeOutput({ ...model, instances: [instance] }, undefined, new Sink()));
}

/** What the instances get, and how many of them were compiled. */
function together(model: Model): { readonly texts: readonly (readonly string[])[]; readonly compiled: number } {
  const alike = new AlikeInstances();
  let compiled = 0;
  const texts = model.instances.map((instance) => {
    const { files } = alike.filesOf(instance, () => {
      compiled += 1;
      const sink = new Sink();
      const output = makeOutput({ ...model, instances: [instance] }, undefined, sink);
      return { files: output.files.map((written, at) => ({ written, facts: output.rules[at] ?? failed(), costs: undefined, groupCount: 1 })), isClean: sink.sorted.length === 0 };
    });
    return files.map(({ written, facts }) => `${written.path} ${facts.path} ${facts.instance}\n${written.text}`);
  });
  return { texts, compiled };
}

function failed(): never {
  throw new Error('as many facts as files');
}

function wanted(model: Model): readonly (readonly string[])[] {
  return alone(model).map(({ files, rules }) => files.map((file, at) => `${file.path} ${rules[at]?.path ?? ''} ${rules[at]?.instance ?? ''}\n${file.text}`));
}

test('of instances that differ in names only, the first two are compiled, and the first of each long length', () => {
  const long = 'intake-of-events-';
  const model = modelOf(['intake-a', 'intake-b', 'intake-c', 'intake-dd', 'intake-of-events', `${long}a`, `${long}b`, `${long}aa`, `${long}bb`].map((name) => ({ name })));
  const { texts, compiled } = together(model);
  expect(compiled).toBe(4);
  expect(texts).toEqual(wanted(model));
});

test('the first whose queries were parsed is of the kind of those whose were found alike', () => {
  const rate = (metric: string): string => `sum(rate(${metric}{ {{identity}} }[{{window}}]))`;
  const asked = `  indicators:
    asked:
      query: { total: "${rate('eventgate_events_produced_total')}", bad: "${rate('eventgate_validation_errors_total')}" }
`;
  const bent = (text: string): string => text.replace('  indicators:\n', asked).replace('  objectives:\n', '  objectives:\n    - { name: asked, indicator: asked, target: 99%, period: 30d }\n');
  const model = modelOf(['intake-a', 'intake-b', 'intake-c', 'intake-d'].map((name) => ({ name })), undefined, bent);
  const { texts, compiled } = together(model);
  expect(model.instances[0]?.objectives.map(({ name }) => name)).toContain('asked');
  expect(compiled).toBe(2);
  expect(texts).toEqual(wanted(model));
});

test('a name that all say is not taken for the name of the first', () => {
  const model = modelOf(['intake-a', 'intake-b', 'intake-c', 'intake-d'].map((name) => ({ name })), 'as those of intake-a');
  const { texts, compiled } = together(model);
  expect(compiled).toBe(4);
  expect(texts).toEqual(wanted(model));
  expect(texts[1]?.join('')).toContain('# as those of intake-a\n');
});

test('an instance whose name all say is compiled', () => {
  const model = modelOf(['intake-a', 'intake-b', 'intake-c', 'intake-d'].map((name) => ({ name })), 'as those of intake-c');
  const { texts, compiled } = together(model);
  expect(compiled).toBe(3);
  expect(texts).toEqual(wanted(model));
});

test('a name in the texts of one instance makes it one of another kind', () => {
  const runbook = 'https://wiki.example.org/intake-a/intake-c';
  const model = modelOf(['intake-a', 'intake-b', 'intake-c', 'intake-d'].map((name) => ({ name, runbook })));
  const { texts, compiled } = together(model);
  expect(compiled).toBe(4);
  expect(texts).toEqual(wanted(model));
  expect(texts[1]?.join('')).toContain(runbook);
});

test('a team is replaced only once one that differs was compiled', () => {
  const model = modelOf([
    { name: 'intake-a', team: 'storage' },
    { name: 'intake-b', team: 'storage' },
    { name: 'intake-c', team: 'serving', runbook: 'https://wiki.example.org/Event_Platform' },
    { name: 'intake-d', team: 'serving' },
  ]);
  const { texts, compiled } = together(model);
  expect(compiled).toBe(3);
  expect(texts).toEqual(wanted(model));
});

/** Short ones, words of YAML, ones inside of others, some that look like parts of rules, and usual ones; most of few lengths. */
const first = fc.constantFrom('intake', 'events', 'tocsin', 'page-1', 'total1', 'eqiad1', 'null-x', 'intake', 'a', 'on', 'e1.5', 'main_2');
const second = fc.constantFrom('a', 'b', '1', '2', '9', 'on', '11', 'zz', 'null', 'page', 'team');
const instances = fc
  .record({
    names: fc.uniqueArray(fc.tuple(first, second).map(([a, b]) => `${a}-${b}`), { minLength: 6, maxLength: 14, selector: (name) => name.replaceAll(/[^a-z0-9]/g, '') }),
    identity: fc.option(first, { nil: undefined, freq: 3 }),
    teams: fc.array(fc.constantFrom('events', 'storage', 'serving', 'intake', 'page'), { minLength: 1, maxLength: 2 }),
    runbook: fc.constantFrom('https://wiki.example.org/intake', 'https://wiki.example.org/events', 'https://wiki.example.org/intake-1-intake'),
  })
  .map(({ names, identity, teams, runbook }) =>
    names.map((name, at): Named => ({ name, runbook, team: teams[at % teams.length] ?? 'storage', ...(identity === undefined ? {} : { identity: `${identity}-${name}` }) })),
  );

test(`each instance gets what is compiled for it alone: ${RUNS} projects`, { timeout: 600_000 }, () => {
  let [all, made] = [0, 0];
  fc.assert(
    fc.property(instances, (named) => {
      const model = modelOf(named);
      const { texts, compiled } = together(model);
      expect(texts).toEqual(wanted(model));
      all += model.instances.length;
      made += model.instances.length - compiled;
    }),
    { numRuns: RUNS, seed: 1 },
  );
  expect(made).toBeGreaterThan(all / 20);
  countedIn('instances that get the files of others with their own names', { instances: all, made });
});
