import { describe, expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import { checkGroupBy, checkReceivers, checkRoutes } from '../../../src/alertmanager/checks.ts';
import { checkSecrets, type SecretPolicy } from '../../../src/alertmanager/secrets.ts';
import type { BaseFile } from '../../../src/alertmanager/config.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';

function baseOf(text: string): BaseFile {
  const base = readBase({ path: 'base.yaml', text }, new Sink());
  if (base === undefined) throw new Error('not readable');
  return base;
}

const AT = { source: { path: 'routing.yaml', text: '' }, span: { start: 0, end: 0 } };
const BASE = baseOf('route: { receiver: a }\nreceivers: [{ name: a }, { name: pager, webhook_configs: [{ url: "http://x/" }] }]\n');

test.each([
  ['pager', []],
  ['pagr', ['TOC605 pager']],
  ['other', ['TOC605 undefined']],
  ['a', ['TOC606 undefined']],
])('the receiver %s', (receiver, want) => {
  const sink = new Sink();
  checkReceivers(BASE, [{ receiver, at: AT }], sink);
  expect(sink.sorted.map(({ code, suggestion }) => `${code} ${suggestion}`)).toEqual(want);
});

test.each([
  [['alertname', 'service', 'site'], []],
  [['...'], []],
  [['alertname', 'service'], ['`groupBy` lacks `site`']],
  [['alertname'], ['`groupBy` lacks `service` and `site`']],
])('grouping by %j', (groupBy, want) => {
  const sink = new Sink();
  checkGroupBy(groupBy, { instance: 'service', site: 'site' }, AT, sink);
  expect(sink.sorted.map(({ message }) => message)).toEqual(want);
});

test('names that the base uses and does not declare', () => {
  const sink = new Sink();
  checkRoutes(baseOf('route: { receiver: b, routes: [{ receiver: c, routes: [{ active_time_intervals: [nigt, day] }] }] }\nreceivers: [{ name: c }]\ntime_intervals: [{ name: night }, { name: day }]\n'), sink);
  expect(sink.sorted.map(({ code, suggestion }) => `${code} ${suggestion}`)).toEqual(['TOC613 c', 'TOC613 night']);
});

describe('secrets', () => {
  function secrets(config: string, policy: Partial<SecretPolicy> = {}): readonly string[] {
    const sink = new Sink();
    checkSecrets(baseOf(`route: { receiver: a }\n${config}\n`), { version: { major: 0, minor: 25 }, allowInlineSecrets: [], ...policy }, sink);
    return sink.sorted.map(({ message, help }) => `${message.replace(' holds a secret', '')}: ${help?.replace(/.*(exists from [0-9.]+|name that file in `[a-z_]+`).*/, '$1')}`);
  }
  const receiver = (text: string): string => `receivers: [{ name: a, ${text} }]`;

  test.each([
    ['global: { smtp_auth_password: x }', '`global.smtp_auth_password`: name that file in `smtp_auth_password_file`'],
    ['global: { slack_api_url: "http://x/" }', '`global.slack_api_url`: name that file in `slack_api_url_file`'],
    ['global: { smtp_auth_secret: x }', '`global.smtp_auth_secret`: exists from 0.31'],
    ['global: { http_config: { basic_auth: { password: x } } }', '`global.http_config.basic_auth.password`: name that file in `password_file`'],
    [receiver('pagerduty_configs: [{ routing_key: 12 }]'), '`pagerduty_configs.routing_key`: name that file in `routing_key_file`'],
    [receiver('opsgenie_configs: [{ api_key: x }]'), '`opsgenie_configs.api_key`: name that file in `api_key_file`'],
    [receiver('victorops_configs: [{ api_key: x, routing_key: r }]'), '`victorops_configs.api_key`: name that file in `api_key_file`'],
    [receiver('email_configs: [{ auth_password: x }]'), '`email_configs.auth_password`: name that file in `auth_password_file`'],
    [receiver('telegram_configs: [{ bot_token: x }]'), '`telegram_configs.bot_token`: exists from 0.26'],
    [receiver('pushover_configs: [{ token: x }]'), '`pushover_configs.token`: exists from 0.26'],
    [receiver('discord_configs: [{ webhook_url: "http://x/" }]'), '`discord_configs.webhook_url`: exists from 0.27'],
    [receiver('webex_configs: [{ http_config: { authorization: { credentials: x } } }]'), '`webex_configs.http_config.authorization.credentials`: name that file in `credentials_file`'],
    [receiver('webhook_configs: [{ http_config: { oauth2: { client_secret: x } } }]'), '`webhook_configs.http_config.oauth2.client_secret`: name that file in `client_secret_file`'],
    [receiver('sns_configs: [{ sigv4: { secret_key: x } }]'), '`sns_configs.sigv4.secret_key`: leave the keys out and name a `profile` or a `role_arn`, or list `sns_configs.sigv4.secret_key` under `allowInlineSecrets` of the Routing'],
    [receiver('webhook_configs: [{ url: "https://u:p@x/" }]'), '`webhook_configs.url`: exists from 0.26'],
    [receiver('webhook_configs: [{ url: "https://x/?token=1" }]'), '`webhook_configs.url`: exists from 0.26'],
    [receiver('webhook_configs: [{ url: "https://hooks.slack.com/services/T/B/X" }]'), '`webhook_configs.url`: exists from 0.26'],
    [receiver('webhook_configs: [{ url: "http://x/", http_config: { proxy_url: "http://u:p@y/" } }]'), '`webhook_configs.http_config.proxy_url`: give an address without credentials in it, or list `webhook_configs.http_config.proxy_url` under `allowInlineSecrets` of the Routing'],
  ])('%s', (config, want) => {
    expect(secrets(config)).toEqual([want]);
  });

  test.each([
    receiver('webhook_configs: [{ url: "http://127.0.0.1:8292/alerts?phid=x" }]'),
    receiver('webhook_configs: [{ url: "https://x.example/hook?site=a&monkey=b" }]'),
    receiver('victorops_configs: [{ routing_key: r, api_key_file: /k }]'),
    receiver('slack_configs: [{ api_url_file: /k, text: "mail a@b, https://x.example/" }]'),
    receiver('pagerduty_configs: [{ routing_key: "" , service_key: }]'),
    'global: { smtp_auth_username: u, opsgenie_api_url: "https://o.example/" }',
  ])('no secret: %s', (config) => {
    expect(secrets(config)).toEqual([]);
  });

  test('a field is let through only where it is allowed and no file is read for it', () => {
    const config = receiver('telegram_configs: [{ bot_token: x }], opsgenie_configs: [{ api_key: x }]');
    const allowInlineSecrets = ['telegram_configs.bot_token', 'api_key'];
    expect(secrets(config, { allowInlineSecrets })).toEqual(['`opsgenie_configs.api_key`: name that file in `api_key_file`']);
    expect(secrets(config, { allowInlineSecrets: ['bot_token', 'token', 'key'] })).toEqual(['`opsgenie_configs.api_key`: name that file in `api_key_file`']);
    expect(secrets(config, { allowInlineSecrets: ['token'] })).toHaveLength(2);
    expect(secrets(config, { allowInlineSecrets, version: { major: 0, minor: 26 } })).toHaveLength(2);
  });
});
