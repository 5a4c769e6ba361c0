import { type Look, looks } from './looks.ts';

let audio: AudioContext | undefined;

/** Within a press of the controller: browsers let an app sound only after one. Tells whether it may. */
export async function unlockSound(): Promise<boolean> {
  if (!('AudioContext' in globalThis)) return false;
  audio ??= new AudioContext();
  await Promise.race([audio.resume(), new Promise((resolve) => setTimeout(resolve, 500))]);
  return audio.state === 'running';
}

/** Sound and vibration of a verdict; a device that has neither, or may not use them, stays silent. */
export function signal(look: Look): void {
  const { tones, vibration } = looks[look];
  if ('vibrate' in navigator) navigator.vibrate([...vibration]);
  if (audio?.state !== 'running') return;
  let at = audio.currentTime;
  for (const [hertz, milliseconds] of tones) {
    if (hertz > 0) play(audio, hertz, at, milliseconds / 1000);
    at += milliseconds / 1000;
  }
}

function play(context: AudioContext, hertz: number, at: number, seconds: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0.25, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + seconds);
}
