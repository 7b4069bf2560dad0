import type { AlertmanagerConfig } from '../alertmanager/config.ts';
import type { Level } from '../model/burn-policy.ts';
import type { Routing } from '../model/model.ts';

/** Integrations that wake a person, as opposed to those that a person reads when awake. */
const WAKING: readonly string[] = ['pagerduty', 'opsgenie', 'victorops', 'pushover', 'sns'];
/** A webhook may tell a person or write a log: it counts where the Routing names its receiver. */
const UNCERTAIN = 'webhook';

/** Which receivers reach a person, by level. */
export interface People {
  /** Whether an alert of a level that ends at this receiver is seen by a person in time. */
  readonly tells: (receiver: string, level: Level) => boolean;
  /** Whether the receiver tells anybody at all. */
  readonly tellsAnybody: (receiver: string) => boolean;
  /** Whether it is where the heartbeat goes. */
  readonly isWatchdog: (receiver: string) => boolean;
}

/**
 * A receiver tells a person if it has an integration for people. A page must wake: its receiver is one that the Routing names for
 * pages, or has an integration made for that. What the Routing names counts as it is named, if it has an integration at all.
 */
export function peopleOf({ receivers }: AlertmanagerConfig, routing: Routing | undefined): People {
  const kinds = new Map(receivers.map(({ name, integrations }) => [name, integrations.map(({ kind }) => kind)]));
  const named = (level: Level): ReadonlySet<string> => new Set(routing === undefined ? [] : [...routing.teams, routing.fallback].map((one) => one.receivers[level]));
  const [pages, tickets] = [named('page'), named('ticket')];
  const has = (receiver: string, isOne: (kind: string) => boolean): boolean => (kinds.get(receiver) ?? []).some(isOne);
  const exists = (receiver: string): boolean => has(receiver, () => true);
  const isWoken = (receiver: string): boolean => (pages.has(receiver) && exists(receiver)) || has(receiver, (kind) => WAKING.includes(kind));
  const isRead = (receiver: string): boolean => isWoken(receiver) || (tickets.has(receiver) && exists(receiver)) || has(receiver, (kind) => kind !== UNCERTAIN);
  return {
    tells: (receiver, level) => (level === 'page' ? isWoken(receiver) : isRead(receiver)),
    tellsAnybody: isRead,
    isWatchdog: (receiver) => routing?.watchdog?.receiver === receiver && exists(receiver),
  };
}
