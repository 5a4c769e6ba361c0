import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { whileAlone } from './install-lock.mjs';
import { runNpm } from './npm.mjs';
import { BootstrapProblem, step } from './step.mjs';

const version = '24.21.0';

/** Where embedded PostgreSQL exists; elsewhere DATABASE_URL is needed. */
const postgresPlatforms = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64'];

/** @throws BootstrapProblem when this machine cannot run Tessera whatever is installed */
export function checkMachine() {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new BootstrapProblem(
      `Tessera needs Node 20 or later to install itself, but this is Node ${process.versions.node}.`,
    );
  }
  if (process.env.DATABASE_URL) return;
  const platform = `${process.platform}-${process.arch}`;
  const hasMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  if (!postgresPlatforms.includes(platform) || hasMusl) {
    throw new BootstrapProblem(
      `There is no embedded PostgreSQL for ${platform}${hasMusl ? ' with musl' : ''}; set DATABASE_URL to a PostgreSQL 18 server.`,
    );
  }
}

/** The Node 24 to run on: the one already running, or one installed below `toolFolder`. */
export async function ensureNode(toolFolder) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major === 24 && minor >= 21) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform}-${process.arch}`;
  const node = join(toolFolder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const works = () => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`;
  if (works()) return node;
  await whileAlone(toolFolder, async () => {
    if (works()) return;
    await step(`Installing Node ${version}`, () =>
      runNpm(
        process.execPath,
        ['install', `${name}@${version}`, `--prefix=${toolFolder}`, '--no-save', '--no-package-lock'],
        toolFolder,
        toolFolder,
      ),
    );
    if (!works())
      throw new BootstrapProblem(`Node ${version} was installed, but ${node} does not run on this machine.`);
  });
  return node;
}
