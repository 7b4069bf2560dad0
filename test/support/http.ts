/** Milliseconds for one answer of an engine. */
const ANSWER_MS = 30_000;

/**
 * Asks an engine on this machine.
 * @param body sent by POST: a string as it is, anything else as JSON; without it the request is a GET
 * @returns the answer's text
 * @throws with the answer if its status is not 2xx
 */
export async function ask(url: string, body?: unknown): Promise<string> {
  const request: RequestInit = { signal: AbortSignal.timeout(ANSWER_MS) };
  if (body !== undefined) {
    request.method = 'POST';
    request.headers = { 'content-type': 'application/json' };
    request.body = typeof body === 'string' ? body : JSON.stringify(body);
  }
  const response = await fetch(url, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${request.method ?? 'GET'} ${url}: ${response.status} ${text.trim()}`);
  return text;
}
