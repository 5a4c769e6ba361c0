import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BootstrapProblem, runQuietly, step } from './step.mjs';

/** What is built for the browser, and the tool that builds it. */
const pages = [
  { folder: 'web', output: 'build', tool: '@react-router/dev/bin.cjs', title: 'Building the web pages' },
  { folder: 'scanner', output: 'dist', tool: 'vite/bin/vite.js', title: 'Building the scanner', looksAlso: 'web/ui' },
];

/** Builds the pages whose sources changed since they were built last. */
export async function ensurePages(root, node) {
  for (const page of pages) {
    if (existsSync(join(root, page.folder, 'vite.config.ts'))) await ensureBuilt(root, node, page);
  }
}

async function ensureBuilt(root, node, { folder, output, tool, title, looksAlso }) {
  const stamp = join(root, folder, output, '.sources');
  const sources = fingerprint(root, [folder, 'contract', ...(looksAlso ? [looksAlso] : [])]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  rmSync(stamp, { force: true });
  await step(title, async () => {
    const { code, output: said } = await runQuietly(node, [join(root, 'node_modules', tool), 'build'], {
      cwd: join(root, folder),
      env: { ...process.env, NODE_ENV: 'production' },
    });
    if (code !== 0) throw new BootstrapProblem(`The build of ${folder}/ failed and said:\n${said.trim()}`);
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
}

function fingerprint(root, folders) {
  const hash = createHash('sha256');
  for (const path of [...folders.flatMap((folder) => sourceFiles(root, folder)), 'package-lock.json']) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

const generated = new Set(['build', 'dist', 'node_modules', '.react-router']);

function sourceFiles(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !generated.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? sourceFiles(root, join(folder, entry.name)) : join(folder, entry.name)))
    .sort();
}
