import { unlockSound } from '../looks/signal.ts';
import type { Scanner } from './scanner.ts';
import { wallClockToleranceMs } from './server-clock.ts';

export type CheckName = 'camera' | 'sound' | 'screen' | 'storage' | 'clock' | 'list' | 'network' | 'battery';
export type Check = { readonly name: CheckName; readonly isGood: boolean; readonly percent?: number };

const lowBattery = 30;

// Only Chromium tells the battery, and the types of the platform do not.
type Battery = { readonly level: number; readonly charging: boolean };

/** Everything a door needs, tried out: within the press that lets sound and camera begin. */
export async function tryOut(scanner: Scanner, performanceId: string): Promise<readonly Check[]> {
  const sound = unlockSound();
  const [camera, list, storage, screen, battery] = await Promise.all([
    hasCamera(),
    scanner.loadList(performanceId),
    navigator.storage?.persist?.().catch(() => false) ?? false,
    staysAwake(),
    batteryOf(),
  ]);
  const { connection, list: known } = scanner.state();
  const percent = battery && Math.round(battery.level * 100);
  if (percent !== undefined) scanner.tellBattery(percent);
  return [
    { name: 'camera', isGood: camera },
    { name: 'sound', isGood: await sound },
    { name: 'screen', isGood: screen },
    { name: 'storage', isGood: storage },
    { name: 'clock', isGood: Math.abs(scanner.clock.wallAheadMs()) <= wallClockToleranceMs },
    { name: 'list', isGood: list || known?.performance.id === performanceId },
    { name: 'network', isGood: list && connection.mode === 'online' },
    ...(battery && percent !== undefined
      ? [{ name: 'battery' as const, isGood: battery.charging || percent >= lowBattery, percent }]
      : []),
  ];
}

async function hasCamera(): Promise<boolean> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: 'environment' } } });
    for (const track of stream.getTracks()) track.stop();
    return true;
  } catch {
    return false;
  }
}

async function staysAwake(): Promise<boolean> {
  const lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
  await lock?.release();
  return lock !== undefined;
}

async function batteryOf(): Promise<Battery | undefined> {
  const source = navigator as { getBattery?: () => Promise<Battery> };
  return source.getBattery?.().catch(() => undefined);
}
