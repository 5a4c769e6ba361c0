import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openThread } from './thread.ts';

let folder: string;
let entry: URL;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-thread-'));
  entry = pathToFileURL(join(folder, 'doubling.ts'));
  const thread = pathToFileURL(join(import.meta.dirname, 'thread.ts')).href;
  await writeFile(
    entry,
    `import { answerJobs } from '${thread}';
    answerJobs(async (job: number) => {
      if (job === 13) throw new Error('thirteen');
      if (job === 14) process.exit(3);
      return job * 2;
    });`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

test('a thread answers each job, and one that throws fails alone', async () => {
  const thread = openThread<number, number>(entry);
  const answers = await Promise.allSettled([1, 13, 3].map((job) => thread.run(job)));
  expect(answers).toMatchObject([{ value: 2 }, { reason: { message: 'thirteen' } }, { value: 6 }]);
  await thread.close();
});

test('a thread that dies fails what it had in hand, and the next job gets another', async () => {
  const thread = openThread<number, number>(entry);
  await expect(thread.run(14)).rejects.toThrow('ended with 3');
  expect(await thread.run(5)).toBe(10);
  await thread.close();
});
