import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Runs `work` while no other process installs into the same folder; a second caller waits for the first. */
export async function whileAlone(toolFolder, work) {
  mkdirSync(toolFolder, { recursive: true });
  const path = join(toolFolder, 'installing');
  while (!claim(path)) await pause(500);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function claim(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!isHeldByTheLiving(path)) rmSync(path, { force: true });
  return false;
}

function isHeldByTheLiving(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    if (pid === process.pid) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
