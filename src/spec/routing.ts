import * as z from 'zod';
import { document, Duration, LabelName, Name, Text } from './common.ts';

const Receivers = z.strictObject({ page: Text, ticket: Text });

/** How alerts reach people: the user's Alertmanager file, and a receiver for each team and level. */
export const Routing = document(
  'Routing',
  z.strictObject({
    base: Text.meta({ description: 'The hand-kept Alertmanager file, beside the specs.' }),
    insert: z
      .union([z.literal(['before-first-terminal', 'first', 'last']), z.strictObject({ before: Text })], {
        error: 'expected `before-first-terminal`, `first`, `last` or `{ before: <receiver> }`',
      })
      .default('before-first-terminal')
      .meta({ description: 'Where among the root’s children the subtree goes.' }),
    teams: z.record(Name, Receivers).default({}).meta({ description: 'Level to receiver of the base file.' }),
    default: Receivers.meta({ description: 'For teams without a line of their own.' }),
    groupBy: z.array(LabelName).min(1).optional().meta({ description: 'Labels of a notification’s group; `alertname`, instance and site unless given.' }),
    groupWait: Duration.optional(),
    groupInterval: Duration.optional(),
    repeatInterval: Duration.optional(),
    watchdog: z
      .strictObject({
        receiver: Text.meta({ description: 'A receiver of the base file that hands the heartbeat to a service outside, which tells somebody when it stops.' }),
        every: Duration.default('5m').meta({ description: 'How often the heartbeat is repeated.' }),
      })
      .optional()
      .meta({ description: 'The route of the watcher’s heartbeat, an alert that always fires.' }),
    allowInlineSecrets: z
      .array(Text)
      .optional()
      .meta({ description: 'Fields that may hold a secret in the base file, because the declared version reads no file for them.' }),
  }),
);
