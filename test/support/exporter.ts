import { serve, type LoopbackServer } from './loopback-server.ts';

/** A target for Prometheus to scrape, whose metrics the test sets. */
export interface Exporter extends LoopbackServer {
  /** Sets the whole text of /metrics, in the exposition format; undefined makes each scrape fail with status 503. */
  readonly set: (text: string | undefined) => void;
  /** How often it was scraped, failed scrapes included. */
  readonly scrapes: () => number;
}

/** Starts an exporter; it ends with the test. */
export async function startExporter(text?: string): Promise<Exporter> {
  let current = text;
  let scrapes = 0;
  const server = await serve((_request, response) => {
    scrapes += 1;
    if (current === undefined) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    // A last line without its end is a parse error to Prometheus.
    response.end(current === '' || current.endsWith('\n') ? current : `${current}\n`);
  });
  return {
    ...server,
    set: (next) => {
      current = next;
    },
    scrapes: () => scrapes,
  };
}
