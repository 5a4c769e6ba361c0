import { spawn, spawnSync } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';

/** The server with reload: it restarts when a file it has loaded changes, built pages included, and pages are rebuilt as they change. */
const root = join(import.meta.dirname, '..');
const web = join(root, 'web');
const generated = /^(build|node_modules|\.react-router)([\\/]|$)/;

const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', join(root, 'server/start.ts')], {
  cwd: root,
  stdio: 'inherit',
});
server.once('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal));

let pending: NodeJS.Timeout | undefined;
watch(web, { recursive: true }, (_event, path) => {
  if (path === null || generated.test(path)) return;
  clearTimeout(pending);
  pending = setTimeout(buildPages, 200);
});

function buildPages(): void {
  spawnSync(process.execPath, [join(root, 'node_modules/@react-router/dev/bin.cjs'), 'build'], {
    cwd: web,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
