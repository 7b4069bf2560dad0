import { text } from 'node:stream/consumers';
import { serve, type LoopbackServer } from './loopback-server.ts';
import { waitUntil } from './wait-until.ts';

/** One alert inside a notification. */
export interface NotifiedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  /** RFC 3339; the year 1 while it fires. */
  readonly endsAt: string;
  readonly fingerprint: string;
}

/** One notification as Alertmanager's webhook sends it. */
export interface Notification {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly alerts: readonly NotifiedAlert[];
}

/** A notification with how it came. */
export interface ReceivedNotification extends Notification {
  /** Path of the address it was sent to, such as `/team-a`: one webhook can stand for many receivers. */
  readonly path: string;
  /** Milliseconds of the epoch. */
  readonly receivedAtMs: number;
}

/** A webhook that keeps what it is told. */
export interface Webhook extends LoopbackServer {
  /** All notifications so far, oldest first. */
  readonly notifications: readonly ReceivedNotification[];
  /** The first notification, past or to come, that satisfies the predicate; throws after `timeoutMs` milliseconds. */
  readonly waitFor: (
    predicate: (notification: ReceivedNotification) => boolean,
    timeoutMs: number,
  ) => Promise<ReceivedNotification>;
  /** Forgets the notifications so far. */
  readonly clear: () => void;
  /** HTTP status it answers from now on; 200 at first. */
  readonly answerWith: (status: number) => void;
}

/** Starts a webhook that takes any path; it ends with the test. */
export async function startWebhook(): Promise<Webhook> {
  const notifications: ReceivedNotification[] = [];
  let status = 200;
  const server = await serve((request, response) => {
    void text(request).then(
      (body) => {
        if (status < 300) {
          const notification = JSON.parse(body) as Notification;
          notifications.push({ ...notification, path: request.url ?? '/', receivedAtMs: Date.now() });
        }
        response.writeHead(status).end();
      },
      () => response.destroy(),
    );
  });
  return {
    ...server,
    notifications,
    waitFor: (predicate, timeoutMs) =>
      waitUntil('a notification', timeoutMs, () => notifications.find((notification) => predicate(notification))),
    clear: () => {
      notifications.length = 0;
    },
    answerWith: (next) => {
      status = next;
    },
  };
}
