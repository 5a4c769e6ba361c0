import { spawnSync } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crashPoints } from './crash-point.ts';

test('a process that is to die at a point goes past every other and does not come past this one', () => {
  const program = `
    import { armCrashPoint, crashPoint } from './crash-point.ts';
    crashPoint('mail.sent');
    armCrashPoint(process.argv[1] || undefined);
    crashPoint('hold.saved');
    console.log('went on');
    crashPoint('mail.sent');
    console.log('lives');`;
  const run = (point: string) => {
    const words = ['--input-type=module-typescript', '--eval', program, point];
    const { stdout, signal } = spawnSync(process.execPath, words, { cwd: import.meta.dirname, encoding: 'utf8' });
    return { stdout, signal };
  };
  expect(run('')).toEqual({ stdout: 'went on\nlives\n', signal: null });
  expect(run('mail.sent')).toEqual({ stdout: 'went on\n', signal: 'SIGKILL' });
  expect(run('hold.saved')).toEqual({ stdout: '', signal: 'SIGKILL' });
});

test('the source comes to each point in one place', async () => {
  const server = join(import.meta.dirname, '..');
  const found: string[] = [];
  for await (const file of glob('**/*.ts', { cwd: server })) {
    if (file.endsWith('.test.ts')) continue;
    const source = await readFile(join(server, file), 'utf8');
    found.push(...[...source.matchAll(/\bcrashPoint\('([^']*)'\)/g)].map(([, name = '']) => name));
  }
  expect(found.sort()).toEqual(Object.keys(crashPoints).sort());
});
