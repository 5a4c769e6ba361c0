import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process that ended but was not yet reaped by its parent counts as dead. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return process.platform !== 'linux' || !['Z', 'X', ''].includes(linuxStat(pid)[0] ?? '');
}

/** True when the process ended within the time. */
export async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited >= withinMs) return false;
    await pause(50);
  }
  return true;
}

/**
 * Something that tells a process from a later one with the same id, or '' when no such process lives.
 * A container gives its processes the same few ids again and again, so the id alone proves nothing.
 */
export function processStart(pid: number): string {
  if (!isAlive(pid)) return '';
  if (process.platform === 'linux') {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${linuxStat(pid)[19] ?? ''}`;
  }
  return process.platform === 'win32' ? 'running' : ps(pid, 'lstart');
}

/** The words a process was started with, in one line; '' when unknown. */
export function commandLine(pid: number): string {
  if (process.platform === 'win32') return '';
  if (process.platform !== 'linux') return ps(pid, 'command');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** /proc/<pid>/stat from its third field (the state) on; the second, a name in brackets, may hold spaces. */
function linuxStat(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

function ps(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
