import { readQr } from './read-qr.ts';

export type Camera = { readonly torch: ((isOn: boolean) => Promise<void>) | undefined };

/** The side of the square that is looked at; a code fills it at arm's length. */
const sideMax = 640;
/** Between two looks: more than ten a second, and the hand is not quicker. */
const restMs = 60;

/** Reads QR codes off a camera until `stop`; rejects when there is none or it may not be used. */
export async function watchCamera(
  video: HTMLVideoElement,
  read: (text: string) => void,
  stop: AbortSignal,
): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 } },
    audio: false,
  });
  const letGo = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (stop.aborted) {
    letGo();
    throw new Error('stopped');
  }
  stop.addEventListener('abort', letGo);
  video.srcObject = stream;
  await video.play();
  void look(video, read, stop);
  return { torch: torchOf(stream.getVideoTracks()[0]) };
}

async function look(video: HTMLVideoElement, read: (text: string) => void, stop: AbortSignal): Promise<void> {
  const canvas = new OffscreenCanvas(1, 1);
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  while (!stop.aborted && brush) {
    await rest();
    const square = Math.min(video.videoWidth, video.videoHeight);
    if (square === 0 || video.paused) continue;
    const side = Math.min(square, sideMax);
    canvas.width = side;
    canvas.height = side;
    const [left, top] = [(video.videoWidth - square) / 2, (video.videoHeight - square) / 2];
    brush.drawImage(video, left, top, square, square, 0, 0, side, side);
    const text = await readQr(brush.getImageData(0, 0, side, side)).catch(() => undefined);
    if (text !== undefined && !stop.aborted) read(text);
  }
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, restMs));
}

// The lamp is not in the types of the platform yet.
type LampCapabilities = MediaTrackCapabilities & { readonly torch?: boolean };

function torchOf(track: MediaStreamTrack | undefined): Camera['torch'] {
  const capabilities: LampCapabilities | undefined = track?.getCapabilities?.();
  if (!(track && capabilities?.torch)) return undefined;
  return (isOn) => track.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
}
