import { crc32, deflateSync } from 'node:zlib';

/** The mark of web/frame/logo.tsx in its square of 28: four tiles of a mosaic, one lit. */
const side = 28;
const ground = [20, 22, 43] as const;
const accent = [167, 139, 250] as const;
/** A square PNG of our mark. `padding`: of 28, on each side; with a ground it is an icon, without one it lies on what is there. */
export function drawMark(pixels: number, { padding, hasGround }: { padding: number; hasGround: boolean }): Buffer {
  const row = 1 + pixels * 4;
  const image = Buffer.alloc(row * pixels);
  for (let y = 0; y < pixels; y += 1) {
    for (let x = 0; x < pixels; x += 1) {
      const share = coverage(x, y, pixels, padding);
      const at = y * row + 1 + x * 4;
      for (const [channel, lit] of accent.entries()) {
        const dark = ground[channel] ?? 0;
        image[at + channel] = hasGround ? Math.round(dark + (lit - dark) * share) : lit;
      }
      image[at + 3] = hasGround ? 255 : Math.round(share * 255);
    }
  }
  return png(pixels, image);
}

/** How much of a pixel is of the mark, by how far its middle is from the edge: edges come out smooth. */
function coverage(x: number, y: number, pixels: number, padding: number): number {
  const scale = pixels / (side + 2 * padding);
  const place = (pixel: number): number => (pixel + 0.5) / scale - padding;
  return Math.min(1, Math.max(0, 0.5 - distanceToMark(place(x), place(y)) * scale));
}

/** Below zero inside. */
function distanceToMark(x: number, y: number): number {
  return Math.min(
    distanceToTile(x, y, 7, 7),
    Math.abs(distanceToTile(x, y, 21, 7)) - 1,
    Math.abs(distanceToTile(x, y, 7, 21)) - 1,
    Math.hypot(x - 21, y - 21) - 6,
  );
}

/** To the edge of a tile of 12 with corners of 3 around a middle; below zero inside. */
function distanceToTile(x: number, y: number, middleX: number, middleY: number): number {
  const along = Math.abs(x - middleX) - 3;
  const down = Math.abs(y - middleY) - 3;
  return Math.hypot(Math.max(along, 0), Math.max(down, 0)) + Math.min(Math.max(along, down), 0) - 3;
}

function png(pixels: number, image: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  // Eight bits a channel, with transparency.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(image)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
