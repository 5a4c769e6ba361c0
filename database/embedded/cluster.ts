import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupProblem } from '../startup-problem.ts';
import type { PostgresBinaries } from './binaries.ts';
import { chooseRunAs, type RunAs } from './unprivileged.ts';

/** One PostgreSQL data directory, made and owned so that a server can be started on it. */
export type Cluster = { folder: string; password: string; runAs: RunAs };

export const postgresMajor = 18;
export const superuser = 'tessera';

const passwordFile = 'tessera.password';

/**
 * Opens the data directory `folder`, making it first if there is none: whole or not at all, with checksums and a
 * password of its own.
 * @throws StartupProblem when it belongs to another version or another user
 */
export function openCluster(folder: string, binaries: PostgresBinaries): Cluster {
  if (!existsSync(join(folder, 'PG_VERSION'))) createCluster(folder, binaries);
  const version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (version !== String(postgresMajor)) {
    throw new StartupProblem(
      `The data in ${folder} was written by PostgreSQL ${version}, but this Tessera runs PostgreSQL ${postgresMajor}; choose another TESSERA_DATA_DIR.`,
    );
  }
  const uid = process.getuid?.();
  if (uid !== undefined && uid !== 0 && statSync(folder).uid !== uid) {
    throw new StartupProblem(
      `The data in ${folder} belongs to another user; run Tessera as that user or choose another TESSERA_DATA_DIR.`,
    );
  }
  const runAs = chooseRunAs(binaries, folder);
  return { folder, runAs, password: readFileSync(join(folder, passwordFile), 'utf8') };
}

function createCluster(folder: string, binaries: PostgresBinaries): void {
  const draft = `${folder}.new`;
  const draftPassword = `${folder}.new.password`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(draftPassword, { force: true });
  mkdirSync(draft, { mode: 0o700 });
  const runAs = chooseRunAs(binaries, draft);
  writeFileSync(draftPassword, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (runAs.owner !== undefined) chownSync(draftPassword, runAs.owner.uid, runAs.owner.gid);
  initialise(draft, draftPassword, binaries, runAs);
  renameSync(draftPassword, join(draft, passwordFile));
  renameSync(draft, folder);
}

function initialise(folder: string, passwordPath: string, binaries: PostgresBinaries, runAs: RunAs): void {
  const [program = '', ...words] = [
    ...runAs.prefix,
    binaries.initdb,
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    `--pwfile=${passwordPath}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=und',
    '--locale=C',
    '--data-checksums',
  ];
  const ids = runAs.uid === undefined ? {} : { uid: runAs.uid, gid: runAs.gid };
  const made = spawnSync(program, words, { cwd: '/', env: postgresEnvironment(), encoding: 'utf8', ...ids });
  if (made.status === 0) return;
  const reason = made.stderr?.trim().split('\n').at(-1) ?? made.error?.message;
  throw new StartupProblem(`The PostgreSQL data folder ${folder} could not be made: ${reason}`);
}

/** English messages, no time zone and no PG* variable of the person who starts Tessera. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, LC_ALL: 'C', TZ: 'UTC', ...(SystemRoot === undefined ? {} : { SystemRoot, TEMP }) };
}
