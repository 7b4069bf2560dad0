import { createServer, type RequestListener } from 'node:http';
import { atEnd } from './lifetime.ts';

/** A small HTTP server inside the test's own process. */
export interface LoopbackServer {
  /** `127.0.0.1:port`, as Prometheus' `targets` want it. */
  readonly address: string;
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Serves on a free loopback port until the test ends. */
export async function serve(answer: RequestListener, port = 0): Promise<LoopbackServer> {
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.address();
  const address = `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : port}`;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  atEnd(stop);
  return { address, url: `http://${address}`, stop };
}
