import { useEffect, useRef, useState } from 'react';
import { useLanguage } from '../languages/use-language.ts';
import { Spinner } from '../ui/button.tsx';

/** Reads QR codes from the camera; the reader and its WebAssembly are loaded with the first use. */
export function CameraReader({ read }: { read: (code: string) => void }) {
  const { t } = useLanguage();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'starting' | 'running' | 'refused'>('starting');

  useEffect(() => {
    const stop = new AbortController();
    if (video.current) {
      watch(video.current, read, stop.signal, () => setState('running')).catch(() => {
        if (!stop.signal.aborted) setState('refused');
      });
    }
    return () => stop.abort();
  }, [read]);

  return (
    <div className="relative min-h-0 grow overflow-hidden bg-black text-white">
      <video
        ref={video}
        playsInline
        muted
        aria-label={t('scan.camera')}
        className="absolute inset-0 size-full object-cover"
      />
      {state === 'running' ? (
        <div
          aria-hidden="true"
          className="absolute inset-0 m-auto aspect-square h-[min(60%,70vw)] rounded-2xl border-4 border-white/90 shadow-[0_0_0_100vmax_rgb(0_0_0/0.45)]"
        />
      ) : (
        <p role="status" className="absolute inset-0 flex items-center justify-center gap-3 p-6 text-center text-lg">
          {state === 'starting' ? <Spinner /> : null}
          {state === 'starting' ? t('scan.camera-starting') : t('scan.camera-refused')}
        </p>
      )}
    </div>
  );
}

async function watch(
  video: HTMLVideoElement,
  read: (code: string) => void,
  stop: AbortSignal,
  started: () => void,
): Promise<void> {
  const [{ readQr }, stream] = await Promise.all([
    import('./read-qr.ts'),
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false }),
  ]);
  const letGo = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (stop.aborted) return letGo();
  stop.addEventListener('abort', letGo);
  video.srcObject = stream;
  await video.play();
  started();
  const canvas = new OffscreenCanvas(1, 1);
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  while (!stop.aborted && brush) {
    await nextPicture(video);
    if (video.videoWidth === 0) continue;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    brush.drawImage(video, 0, 0);
    const code = await readQr(brush.getImageData(0, 0, canvas.width, canvas.height));
    if (code !== undefined && !stop.aborted) read(code);
  }
}

/** About twelve pictures a second: enough for a hand, kind to a battery. */
function nextPicture(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => (video.paused ? resolve() : requestAnimationFrame(() => resolve())), 80);
  });
}
