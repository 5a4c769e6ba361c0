import { encode } from 'uqr';

/** A QR code, black on white, error correction M, with the quiet zone of four modules readers need. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={className}
      style={{ background: '#fff', forcedColorAdjust: 'none' }}
    >
      <path d={outlineOf(data)} fill="#000" />
    </svg>
  );
}

/** Dark modules as runs of a row: a few hundred strokes instead of thousands of squares. */
function outlineOf(modules: readonly (readonly boolean[])[]): string {
  const strokes: string[] = [];
  modules.forEach((row, y) => {
    let start = -1;
    for (let x = 0; x <= row.length; x += 1) {
      if (row[x] && start < 0) start = x;
      if (!row[x] && start >= 0) {
        strokes.push(`M${start} ${y}h${x - start}v1H${start}z`);
        start = -1;
      }
    }
  });
  return strokes.join('');
}
