import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, type Daemon } from './daemon.ts';
import { engines } from './engines.ts';
import { ask } from './http.ts';
import { tempDir, writeFiles } from './temp.ts';

/** What to start Alertmanager with. */
export interface AlertmanagerOptions {
  /** Text of its configuration, or the file that holds it. Files it names are found beside that file, or in `dir`. */
  readonly config: { readonly text: string } | { readonly file: string };
  /** More options, such as `--data.retention=1h`. */
  readonly args?: readonly string[];
  /** Folder for `alertmanager.yml` and `data/`; a temporary one by default. Give the same again to restart on its data. */
  readonly dir?: string;
  /** Loopback port; one that is free by default. */
  readonly port?: number;
}

/** An alert to post. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** RFC 3339; now by default. */
  readonly startsAt?: string;
  /** RFC 3339; the configured `resolve_timeout` from now by default. */
  readonly endsAt?: string;
}

/** An alert as Alertmanager knows it. */
export interface KnownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  /** Receivers it is routed to, in the order of the routes. */
  readonly receivers: readonly string[];
  readonly state: 'active' | 'suppressed' | 'unprocessed';
  /** Fingerprints of the alerts that inhibit it. */
  readonly inhibitedBy: readonly string[];
  /** Ids of the silences upon it. */
  readonly silencedBy: readonly string[];
}

/** A running Alertmanager. */
export interface RunningAlertmanager extends Daemon {
  readonly dir: string;
  /** Posts alerts; inhibitions show a few milliseconds later, so wait for them. */
  readonly postAlerts: (alerts: readonly PostedAlert[]) => Promise<void>;
  /** Alerts that have not ended and match all of the matchers, such as `case="17"`. */
  readonly getAlerts: (...matchers: string[]) => Promise<KnownAlert[]>;
  /** Loads the configuration anew, with another text if given; throws if Alertmanager refuses it. */
  readonly reload: (text?: string) => Promise<void>;
}

/** Starts Alertmanager on loopback, alone, and waits until it is ready; it is stopped with the test. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<RunningAlertmanager> {
  const dir = options.dir ?? tempDir();
  const file = 'file' in options.config ? options.config.file : join(dir, 'alertmanager.yml');
  if ('text' in options.config) writeFiles(dir, { 'alertmanager.yml': options.config.text });
  const daemon = await startDaemon(
    engines().alertmanager,
    [
      `--config.file=${file}`,
      `--storage.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${options.port ?? 0}`,
      '--web.external-url=http://alertmanager.example/',
      // Empty: it looks for no other Alertmanager and opens no second port.
      '--cluster.listen-address=',
      ...(options.args ?? []),
    ],
    dir,
  );
  return {
    ...daemon,
    dir,
    postAlerts: async (alerts) => {
      await ask(`${daemon.url}/api/v2/alerts`, alerts);
    },
    getAlerts: async (...matchers) => {
      const filter = new URLSearchParams(matchers.map((matcher): [string, string] => ['filter', matcher]));
      return (JSON.parse(await ask(`${daemon.url}/api/v2/alerts?${filter.toString()}`)) as readonly WrittenAlert[]).map(known);
    },
    reload: async (text) => {
      if (text !== undefined) writeFileSync(file, text);
      await ask(`${daemon.url}/-/reload`, '');
    },
  };
}

/** An alert as the API writes it. */
interface WrittenAlert {
  readonly labels: KnownAlert['labels'];
  readonly annotations: KnownAlert['annotations'];
  readonly fingerprint: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: Pick<KnownAlert, 'state' | 'inhibitedBy' | 'silencedBy'>;
}

function known({ labels, annotations, fingerprint, receivers, status }: WrittenAlert): KnownAlert {
  const { state, inhibitedBy, silencedBy } = status;
  return { labels, annotations, fingerprint, receivers: receivers.map(({ name }) => name), state, inhibitedBy, silencedBy };
}
