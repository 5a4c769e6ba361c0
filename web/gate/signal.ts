import { type Look, looks } from './verdict-look.ts';

let audio: AudioContext | undefined;

/** Sound and vibration of a verdict; a device that has neither, or may not use them, stays silent. */
export function signal(look: Look): void {
  const { tones, vibration } = looks[look];
  if ('vibrate' in navigator) navigator.vibrate([...vibration]);
  if (!('AudioContext' in globalThis)) return;
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume().catch(() => undefined);
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
