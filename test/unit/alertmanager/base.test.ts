import { expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';

function read(text: string): { base: ReturnType<typeof readBase>; found: readonly string[] } {
  const sink = new Sink();
  const base = readBase({ path: 'base.yaml', text }, sink);
  return { base, found: sink.sorted.map(({ code, at }) => `${code} ${JSON.stringify(text.slice(at?.span.start, at?.span.end))}`) };
}

const RECEIVER = 'receivers: [{ name: a }]\n';

test.each([
  ['empty', '', ['TOC601 ""']],
  ['only a comment', '# x\n', ['TOC601 ""']],
  ['a list', '- a\n', ['TOC601 "- a"']],
  ['no YAML', 'a: [\n', ['TOC601 ""']],
  ['two documents', `route: { receiver: a }\n${RECEIVER}---\nb: 1\n`, ['TOC601 "b: 1"']],
  ['a key twice', `route: { receiver: a }\nroute: { receiver: a }\n${RECEIVER}`, ['TOC601 "route"']],
  ['an unknown alias', `route: { receiver: a }\nreceivers: *x\n`, ['TOC601 "*x"']],
  ['a line end of YAML 1.1', `route: { receiver: a } # \u0085x\n${RECEIVER}`, ['TOC601 "\u0085"']],
  ['no route', RECEIVER, ['TOC602 ""']],
  ['null route', `route:\n${RECEIVER}`, ['TOC602 ""']],
  ['no receiver at the root', `route: { routes: [] }\n${RECEIVER}`, ['TOC602 "route"']],
  ['empty receiver at the root', `route: { receiver: "" }\n${RECEIVER}`, ['TOC602 "route"']],
  ['matchers at the root', `route: { receiver: a, match: { b: c } }\n${RECEIVER}`, ['TOC602 "route"']],
  ['continue at the root', `route: { receiver: a, continue: on }\n${RECEIVER}`, ['TOC602 "route"']],
  ['our marker', `route: { receiver: a }\n${RECEIVER}  # >>> tocsin: generated, do not edit\n`, ['TOC603 "  # >>> tocsin: generated, do not edit"']],
  ['a receiver twice', 'route: { receiver: a }\nreceivers: [{ name: a }, { name: "a" }]\n', ['TOC607 "\\"a\\""']],
  ['a bad matcher', `route: { receiver: a, routes: [{ matchers: ['b="c'] }] }\n${RECEIVER}`, ['TOC611 "\'b=\\"c\'"']],
  ['a bad matcher of an inhibition', `route: { receiver: a }\ninhibit_rules: [{ target_matchers: [b] }]\n${RECEIVER}`, ['TOC611 "b"']],
  ['matchers as one text', `route: { receiver: a, routes: [{ matchers: b=c }] }\n${RECEIVER}`, ['TOC612 "b=c"']],
  ['a null route', `route: { receiver: a, routes: [~] }\n${RECEIVER}`, ['TOC612 "~"']],
  ['a list as receiver', `route: { receiver: [a] }\n${RECEIVER}`, ['TOC602 "route"', 'TOC612 "[a]"']],
  ['text as continue', `route: { receiver: a, routes: [{ continue: "true" }] }\n${RECEIVER}`, ['TOC612 "\\"true\\""']],
  ['a nameless receiver', 'route: { receiver: a }\nreceivers: [{ name: a }, {}]\n', ['TOC612 ""']],
  ['matchers joined by a merge key', `route: { receiver: a, routes: [&x { matchers: [b=c] }, { <<: *x, matchers: [d=e] }] }\n${RECEIVER}`, ['TOC612 "matchers"']],
  ['merging a text', `route: { receiver: a, <<: b }\n${RECEIVER}`, ['TOC612 "b"']],
])('%s', (_, text, found) => {
  const result = read(text);
  expect(result.found).toEqual(found);
  expect(result.base).toBeUndefined();
});

test('all fields are read, by the rules of Alertmanager’s own reader', () => {
  const { base, found } = read(`route:
  receiver: 12
  group_by: [a, 'b']
  group_wait: 30s
  routes:
    - &one
      match: { a: 1, b: ~ }
      match_re: { c: d|e }
      matchers: ['f!="g"', "h =~ i , j !~ k"]
      continue: Yes
      group_by: []
      group_interval: 1m
      repeat_interval: 2m
      mute_time_intervals: [night]
      active_time_intervals: [day]
    - continue: no
      receiver: null
      # Unlike YAML's own rule, a merge key that comes later wins.
      <<: *one
    - <<: [{ receiver: first }, { receiver: second, group_wait: 1s }]
      continue: off
receivers:
  - name: 12
    webhook_configs: [{ url: "http://a" }, { url: "http://b" }]
    email_configs:
  - { name: yes, slack_configs: [{}] }
inhibit_rules:
  - { source_match: { a: b }, target_matchers: [c=d], equal: [e] }
time_intervals: [{ name: night, time_intervals: [{ weekdays: [monday] }] }]
mute_time_intervals: [{ name: day }]
`);
  expect(found).toEqual([]);
  const config = JSON.parse(JSON.stringify(base?.config, (key, value: unknown) => (key === 'span' ? undefined : value))) as unknown;
  const none = { matchers: [], muteTimeIntervals: [], activeTimeIntervals: [], routes: [], continue: false };
  const one = {
    ...none,
    matchers: [
      { label: 'a', op: '=', value: '1' },
      { label: 'b', op: '=', value: '' },
      { label: 'c', op: '=~', value: 'd|e' },
      { label: 'f', op: '!=', value: 'g' },
      { label: 'h', op: '=~', value: 'i' },
      { label: 'j', op: '!~', value: 'k' },
    ],
    continue: true,
    groupInterval: '1m',
    repeatInterval: '2m',
    muteTimeIntervals: ['night'],
    activeTimeIntervals: ['day'],
  };
  expect(config).toEqual({
    route: { ...none, receiver: '12', groupBy: ['a', 'b'], groupWait: '30s', routes: [one, one, { ...none, receiver: 'first', groupWait: '1s' }] },
    receivers: [
      { name: '12', integrations: [{ kind: 'webhook' }, { kind: 'webhook' }] },
      { name: 'yes', integrations: [{ kind: 'slack' }] },
    ],
    inhibitRules: [{ sourceMatchers: [{ label: 'a', op: '=', value: 'b' }], targetMatchers: [{ label: 'c', op: '=', value: 'd' }], equal: ['e'] }],
    timeIntervals: [
      { name: 'night', intervals: [{ weekdays: ['monday'] }] },
      { name: 'day', intervals: [] },
    ],
  });
});
