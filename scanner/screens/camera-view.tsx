import { useEffect, useRef, useState } from 'react';
import { type Camera, watchCamera } from '../reading/camera.ts';
import { useSpeech } from '../words/use-words.tsx';

/** The picture of the camera with the square that is read. */
export function CameraView({
  read,
  tellTorch,
}: {
  read: (text: string) => void;
  tellTorch?: (torch: Camera['torch']) => void;
}) {
  const { words } = useSpeech();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'starting' | 'running' | 'refused'>('starting');

  useEffect(() => {
    const stop = new AbortController();
    if (video.current) {
      watchCamera(video.current, read, stop.signal).then(
        ({ torch }) => {
          setState('running');
          tellTorch?.(torch);
        },
        () => {
          if (!stop.signal.aborted) setState('refused');
        },
      );
    }
    return () => stop.abort();
  }, [read, tellTorch]);

  return (
    <div className="relative size-full overflow-hidden bg-black text-white">
      <video
        ref={video}
        playsInline
        muted
        aria-label={words.camera}
        className="absolute inset-0 size-full object-cover"
      />
      {state === 'running' ? (
        <div
          aria-hidden="true"
          className="absolute inset-0 m-auto aspect-square h-[min(78%,80vw)] rounded-2xl border-4 border-white/90 shadow-[0_0_0_100vmax_rgb(0_0_0/0.45)]"
        />
      ) : (
        <p role="status" className="absolute inset-0 flex items-center justify-center p-6 text-center text-lg">
          {state === 'starting' ? words.cameraStarting : words.cameraRefused}
        </p>
      )}
    </div>
  );
}
