import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findMissingEntries } from './complete-lock.mjs';

const root = join(import.meta.dirname, '..');

test('the committed lockfile names every optional package, so that npm ci accepts it anywhere', () => {
  const lock: { packages: Record<string, object> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  expect(findMissingEntries(lock.packages)).toEqual([]);
});

test('a missing platform build is written with the systems it is for', () => {
  const packages = {
    '': {},
    'node_modules/tool': {
      dev: true,
      optionalDependencies: {
        '@tool/linux-arm64-musl': '1.2.3',
        '@tool/windows-x64': '^1.2.0',
        '@tool/present': '1.0.0',
      },
    },
    'node_modules/tool/node_modules/@tool/present': { version: '1.0.0' },
  };
  expect(findMissingEntries(packages)).toEqual([
    [
      'node_modules/@tool/linux-arm64-musl',
      { version: '1.2.3', cpu: ['arm64'], dev: true, libc: ['musl'], optional: true, os: ['linux'] },
    ],
    ['node_modules/@tool/windows-x64', { version: '1.2.0', cpu: ['x64'], dev: true, optional: true, os: ['win32'] }],
  ]);
});
