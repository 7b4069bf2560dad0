import { expect, test } from 'vitest';
import { readAlertmanagerFile } from '../../../src/alertmanager/base.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { peopleOf } from '../../../src/proof/receivers.ts';
import { baseModel } from '../../support/base-project.ts';

const TEXT = `route: { receiver: empty }
receivers:
  - name: empty
  - name: hook
    webhook_configs: [{ url: "http://127.0.0.1/" }]
  - name: mail
    email_configs: [{ to: a@example.org }]
  - name: pager
    pagerduty_configs: [{ routing_key_file: /key }]
  - name: both
    webhook_configs: [{ url: "http://127.0.0.1/" }]
    victorops_configs: [{ routing_key: key }]
  - name: data-platform-page
    webhook_configs: [{ url: "http://127.0.0.1/" }]
  - name: data-engineering-task
    webhook_configs: [{ url: "http://127.0.0.1/" }]
  - name: sre-batphone
`;
const config = readAlertmanagerFile({ path: 'alertmanager.yml', text: TEXT }, new Sink());
const model = baseModel();

test.each<readonly [receiver: string, page: boolean, ticket: boolean]>([
  ['empty', false, false],
  ['hook', false, false],
  ['mail', false, true],
  ['pager', true, true],
  ['both', true, true],
  // As the Routing names them.
  ['data-platform-page', true, true],
  ['data-engineering-task', false, true],
  // Named for pages, without an integration.
  ['sre-batphone', false, false],
  ['not-declared', false, false],
])('%s wakes: %s, is read: %s', (receiver, page, ticket) => {
  if (config === undefined) throw new Error('no configuration');
  const people = peopleOf(config, model.routing);
  expect(people.tells(receiver, 'page')).toBe(page);
  expect(people.tells(receiver, 'ticket')).toBe(ticket);
  expect(people.isWatchdog(receiver)).toBe(false);
});
