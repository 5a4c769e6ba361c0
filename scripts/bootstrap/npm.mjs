import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { BootstrapProblem, runQuietly } from './step.mjs';

const unreachable = /ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/;

/** Runs npm by the given Node in `folder`; shows nothing unless it fails. */
export async function runNpm(node, words, folder, toolFolder) {
  const quiet = [
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--no-update-notifier',
    '--prefer-offline',
  ];
  const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=3000'];
  const { code, output } = await runQuietly(node, [findNpm(), ...words, ...quiet, ...patience], {
    cwd: folder,
    env: npmEnvironment(node, toolFolder),
  });
  if (code === 0) return;
  if (unreachable.test(output)) {
    const address = /https?:\/\/[^/\s]+/.exec(output)?.[0];
    const registry = address === undefined ? 'The npm registry' : `The npm registry (${address})`;
    throw new BootstrapProblem(
      `${registry} cannot be reached, and Tessera has to install what it runs on from there once.`,
    );
  }
  throw new BootstrapProblem(`npm ${words[0]} failed and said:\n${output.trim()}`);
}

/** The npm that started us, else the one that came with this Node. */
function findNpm() {
  const fromNpm = process.env.npm_execpath;
  if (fromNpm !== undefined && /npm-cli\.c?js$/.test(fromNpm)) return fromNpm;
  const bin = dirname(process.execPath);
  const candidates = [
    join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(bin, 'node_modules/npm/bin/npm-cli.js'),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm')),
  ];
  const found = candidates.find((path) => existsSync(path) && realpathSync(path).endsWith('npm-cli.js'));
  if (found === undefined)
    throw new BootstrapProblem('npm was not found beside Node; install npm, which comes with Node.');
  return realpathSync(found);
}

/** Without what an outer `npm start` tells its scripts about itself: the inner npm would take that for its settings. */
function npmEnvironment(node, toolFolder) {
  const ofOuterNpm =
    /^npm_(package|lifecycle|command|execpath|node_execpath|config_(local_prefix|prefix|global_prefix|workspaces?|user_agent))/i;
  const kept = Object.entries(process.env).filter(([name]) => !ofOuterNpm.test(name));
  const env = { ...Object.fromEntries(kept), PATH: [dirname(node), process.env.PATH].join(delimiter) };
  if (!isWritable(homedir())) env.npm_config_cache = join(toolFolder, 'npm-cache');
  return env;
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
