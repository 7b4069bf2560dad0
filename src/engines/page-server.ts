import { createServer } from 'node:http';

/** A page for Prometheus to scrape, on loopback. */
export interface PageServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly close: () => void;
}

/** Serves what `page` gives for each request, in the exposition format. */
export async function servePage(page: () => string): Promise<PageServer> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(page());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a server on loopback has a port');
  return {
    address: `127.0.0.1:${bound.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
