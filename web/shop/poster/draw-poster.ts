import { type Motif, motifs } from './motifs.ts';
import { hash, paletteOf } from './palette.ts';

export const posterSize = { width: 480, height: 600 } as const;

/** The poster of an event as an SVG document; the same word and slug draw the same poster, always. */
export function drawPoster(word: string, slug: string): string {
  const palette = paletteOf(slug);
  const { width, height } = posterSize;
  const drawing = motifOf(word)({ palette, random: dice(hash(`${word}/${slug}`)), width, height });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMidYMid slice">`,
    '<defs>',
    `<linearGradient id="sky" x1="0" y1="0" x2="0.25" y2="1"><stop offset="0" stop-color="${palette.deep}"/><stop offset="1" stop-color="${palette.mid}"/></linearGradient>`,
    `<radialGradient id="lamp"><stop offset="0" stop-color="${palette.c}"/><stop offset="0.35" stop-color="${palette.a}" stop-opacity="0.55"/><stop offset="1" stop-color="${palette.a}" stop-opacity="0"/></radialGradient>`,
    `<linearGradient id="beam" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${palette.c}" stop-opacity="0.75"/><stop offset="1" stop-color="${palette.a}" stop-opacity="0"/></linearGradient>`,
    '<filter id="soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="7"/></filter>',
    '</defs>',
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>`,
    drawing,
    '</svg>',
  ].join('');
}

/** Words organisers use for one of our drawings. */
const aliases: Readonly<Record<string, keyof typeof motifs>> = {
  stadium: 'floodlights',
  pitch: 'floodlights',
  match: 'floodlights',
  club: 'lasers',
  laser: 'lasers',
  beams: 'lasers',
  stage: 'spotlight',
  concert: 'spotlight',
  theatre: 'curtain',
  arcades: 'arches',
  arcade: 'arches',
  masterclass: 'lines',
  line: 'lines',
  wave: 'waves',
  sea: 'waves',
  tiles: 'mosaic',
};

function motifOf(word: string): Motif {
  const plain = word.toLowerCase().split(/[^a-z]/)[0] ?? '';
  const name = aliases[plain] ?? plain;
  return Object.entries(motifs).find(([known]) => known === name)?.[1] ?? motifs.mosaic;
}

/** mulberry32: numbers from 0 to 1 that follow from the seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
