import { join } from 'node:path';
import { startDaemon, type Daemon } from './daemon.ts';
import { engines } from './engines.ts';
import { ask } from './http.ts';
import { tempDir, writeFiles } from './temp.ts';

/** What to start Prometheus with. */
export interface PrometheusOptions {
  /** Text of its configuration, written as `prometheus.yml` into the folder; file names in it are relative to the folder. */
  readonly configText: string;
  /** Rule files to write, as texts by path inside the folder; the configuration must name them in `rule_files`. */
  readonly ruleFiles?: Readonly<Record<string, string>>;
  /** More options, such as `--rules.alert.resend-delay=1s`. */
  readonly args?: readonly string[];
  /** Folder for configuration, rules and `data/`; a temporary one by default. Give the same again to restart on its data. */
  readonly dir?: string;
  /** Loopback port; one that is free by default. */
  readonly port?: number;
}

/** One element of an instant vector; of a scalar, with no labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds of the epoch. */
  readonly time: number;
}

/** One rule as Prometheus reports it. */
export interface LoadedRule {
  readonly type: 'alerting' | 'recording';
  readonly name: string;
  readonly query: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
  readonly state?: 'inactive' | 'pending' | 'firing';
  /** Seconds of `for`. */
  readonly duration?: number;
  /** RFC 3339; the year 1 before the first evaluation. */
  readonly lastEvaluation: string;
}

/** One rule group as Prometheus reports it. */
export interface LoadedGroup {
  readonly name: string;
  readonly file: string;
  /** Seconds between two evaluations. */
  readonly interval: number;
  readonly rules: readonly LoadedRule[];
}

/** One pending or firing alert. */
export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
  /** RFC 3339. */
  readonly activeAt: string;
  readonly value: string;
}

/** A running Prometheus. */
export interface RunningPrometheus extends Daemon {
  /** Folder of `prometheus.yml`, of the rule files and of `data/`. */
  readonly dir: string;
  /** Instant vector or scalar of an expression, now or at `time` in seconds of the epoch. */
  readonly query: (expression: string, time?: number) => Promise<Sample[]>;
  readonly rules: () => Promise<LoadedGroup[]>;
  readonly alerts: () => Promise<ActiveAlert[]>;
  /** Writes rule files or a configuration by path inside the folder and loads them; throws if Prometheus refuses them. */
  readonly reload: (files?: Readonly<Record<string, string>>) => Promise<void>;
}

/** Starts Prometheus on loopback and waits until it is ready; it is stopped, and its storage removed, with the test. */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const dir = options.dir ?? tempDir();
  writeFiles(dir, { ...options.ruleFiles, 'prometheus.yml': options.configText });
  const daemon = await startDaemon(
    engines().prometheus,
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${options.port ?? 0}`,
      // Links in alerts would otherwise hold this machine's name.
      '--web.external-url=http://prometheus.example/',
      '--web.enable-lifecycle',
      ...(options.args ?? []),
    ],
    dir,
  );
  const api = async <T>(path: string): Promise<T> =>
    (JSON.parse(await ask(`${daemon.url}/api/v1/${path}`)) as { readonly data: T }).data;
  return {
    ...daemon,
    dir,
    query: async (expression, time) => {
      const parameters = new URLSearchParams({ query: expression, ...(time === undefined ? {} : { time: String(time) }) });
      return samples(await api<QueryData>(`query?${parameters.toString()}`));
    },
    rules: async () => (await api<{ readonly groups: LoadedGroup[] }>('rules')).groups,
    alerts: async () => (await api<{ readonly alerts: ActiveAlert[] }>('alerts')).alerts,
    reload: async (files = {}) => {
      writeFiles(dir, files);
      await ask(`${daemon.url}/-/reload`, '');
    },
  };
}

type Point = readonly [time: number, value: string];

type QueryData =
  | { readonly resultType: 'vector'; readonly result: readonly { readonly metric: Sample['labels']; readonly value: Point }[] }
  | { readonly resultType: 'scalar'; readonly result: Point }
  | { readonly resultType: 'matrix' | 'string' };

function samples(data: QueryData): Sample[] {
  switch (data.resultType) {
    case 'vector':
      return data.result.map(({ metric, value }) => sample(metric, value));
    case 'scalar':
      return [sample({}, data.result)];
    case 'matrix':
    case 'string':
      throw new Error(`the query gives a ${data.resultType}, not an instant vector`);
  }
}

function sample(labels: Sample['labels'], [time, value]: Point): Sample {
  return { labels, time, value: number(value) };
}

/** Prometheus writes the infinities as `+Inf` and `-Inf`. */
function number(text: string): number {
  return Number(text.replace(/Inf$/, 'Infinity'));
}
