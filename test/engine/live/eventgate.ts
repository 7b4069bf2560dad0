import { startExporter, type Exporter } from '../../support/exporter.ts';

/** How long a handler is awaited before its metric is recorded: not at all, so each request seems to have taken a millisecond. */
const RECORDED_SECONDS = 0.001;
const BUCKETS = ['0.01', '0.05', '0.1', '0.3', '1', '+Inf'];

/** One stream of events. */
export interface Stream {
  readonly stream: string;
  readonly schema: string;
}

/** What is wrong with the intake: it has no configuration of these streams, as after a failed fetch; `all` for none of any. */
export type Unconfigured = ReadonlySet<string> | 'all';

/**
 * A pod of EventGate as its metrics show it. Events that are handed on are counted as produced; those of a stream without configuration
 * as errors, on a series that is born with the first of them. Status and duration of a request are recorded when the handler
 * returns, which is before its events are judged: every answer is a fast 200, whatever the sender gets.
 */
export class Eventgate {
  readonly exporter: Exporter;
  readonly #service: string;
  readonly #produced = new Map<string, number>();
  readonly #failed = new Map<string, number>();
  readonly #canaries = new Map<string, number>();
  #requests = 0;
  unconfigured: Unconfigured = new Set();

  private constructor(service: string, exporter: Exporter) {
    this.#service = service;
    this.exporter = exporter;
  }

  /** Starts one; it ends with the test. */
  static async start(service: string): Promise<Eventgate> {
    return new Eventgate(service, await startExporter());
  }

  /** Takes a request with so many events of a stream, and gives the status that its sender sees. */
  receive(stream: Stream, events: number): 201 | 500 {
    const isConfigured = this.unconfigured !== 'all' && !this.unconfigured.has(stream.stream);
    this.#requests += 1;
    add(isConfigured ? this.#produced : this.#failed, this.#labels(stream, isConfigured ? undefined : 'UnauthorizedSchemaForStreamError'), events);
    return isConfigured ? 201 : 500;
  }

  /** Counts a request that only the sender is to blame for. */
  refuse(stream: Stream): 400 {
    this.#requests += 1;
    add(this.#failed, this.#labels(stream, 'ValidationError'), 1);
    return 400;
  }

  /** Takes the synthetic event of a stream and counts how it was answered, as the job that sends it would. */
  probe(stream: Stream): void {
    const isGood = this.receive(stream, 1) === 201;
    add(this.#canaries, `service="${this.#service}",stream="${stream.stream}",result="success"`, isGood ? 1 : 0);
    add(this.#canaries, `service="${this.#service}",stream="${stream.stream}",result="failure"`, isGood ? 0 : 1);
  }

  /** Shows the counters as they are now. */
  publish(): void {
    const request = `service="${this.#service}",path="v1events",method="POST",status="200"`;
    this.exporter.set(
      [
        ...lines('eventgate_events_produced_total', this.#produced),
        ...lines('eventgate_validation_errors_total', this.#failed),
        ...lines('canary_events_total', this.#canaries),
        ...BUCKETS.map((le) => `express_router_request_duration_seconds_bucket{${request},le="${le}"} ${this.#requests}`),
        `express_router_request_duration_seconds_sum{${request}} ${RECORDED_SECONDS * this.#requests}`,
        `express_router_request_duration_seconds_count{${request}} ${this.#requests}`,
      ].join('\n'),
    );
  }

  #labels({ stream, schema }: Stream, errorType: string | undefined): string {
    return `service="${this.#service}",stream="${stream}",schema_uri="${schema}"${errorType === undefined ? '' : `,error_type="${errorType}"`}`;
  }
}

function add(counters: Map<string, number>, labels: string, count: number): void {
  counters.set(labels, (counters.get(labels) ?? 0) + count);
}

function lines(metric: string, counters: ReadonlyMap<string, number>): readonly string[] {
  return [...counters].map(([labels, value]) => `${metric}{${labels}} ${value}`);
}
