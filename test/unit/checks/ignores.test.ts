import { expect, test } from 'vitest';
import { change } from '../../bad-input/project.ts';
import { runInProcess } from '../../support/in-process.ts';
import { tempDir } from '../../support/temp.ts';

const CONTRACT = 'contracts/http-service.yaml';

/** What `validate` says of a first project whose indicator counts `bad` out of `total`, and ignores this value. */
async function saidOf(client: string, total: string, ignored: string): Promise<readonly string[]> {
  const dir = tempDir();
  await runInProcess(['init', '--yes'], { cwd: dir });
  change(dir, [
    [CONTRACT, 'client: [4xx]', `client: ${client}`],
    [CONTRACT, 'total: http_requests_total', `total: ${total}`],
    [CONTRACT, '{code=~"5.."}\n', `{code=~"5.."}\n      ignores:\n        - { label: code, values: ["${ignored}"], because: senders send what they like }\n`],
  ]);
  const { stdout } = await runInProcess(['validate'], { cwd: dir });
  return stdout.split('\n').filter((line) => / error TOC/.test(line)).map((line) => line.replace(/^.* error /, ''));
}

test.each([
  ['a class of codes stands for all of them', '[4xx]', '4xx', []],
  ['a class for the ones that there are', '["400", "404"]', '4xx', []],
  ['one code for itself', '["404"]', '404', []],
  ['one code of a class leaves the others undecided', '[4xx]', '404', ['TOC312: indicator `availability` says nothing of `code` `400`, `401`, `402`, `403`, `405`, `406` and 93 more of `http_requests_total`']],
  ['a class of which there is none', '["404"]', '1xx', ['TOC312: indicator `availability` says nothing of `code` `404` of `http_requests_total`', 'TOC313: `code` never has the value `1xx`']],
])('%s', async (_, client, ignored, said) => {
  expect((await saidOf(client, 'http_requests_total{code!~"4.."}', ignored)).toSorted()).toEqual(said);
});

test('a class of which some are counted', async () => {
  expect(await saidOf('["400", "404"]', 'http_requests_total{code!="404"}', '4xx')).toEqual(['TOC313: `code` `400` is said to be ignored, and is counted']);
});
