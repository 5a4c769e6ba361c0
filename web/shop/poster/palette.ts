export type Palette = {
  readonly deep: string;
  readonly mid: string;
  readonly a: string;
  readonly b: string;
  readonly c: string;
};

const palettes = [
  { deep: '#0c0824', mid: '#321a6e', a: '#a78bfa', b: '#f472b6', c: '#38bdf8' },
  { deep: '#180609', mid: '#6b1426', a: '#fb7185', b: '#fbbf24', c: '#fb923c' },
  { deep: '#03101d', mid: '#0a4a72', a: '#38bdf8', b: '#5eead4', c: '#e0f2fe' },
  { deep: '#04140d', mid: '#0f5138', a: '#34d399', b: '#fde68a', c: '#a3e635' },
  { deep: '#140d03', mid: '#6a4206', a: '#fbbf24', b: '#fb7185', c: '#fef3c7' },
  { deep: '#15041a', mid: '#64165f', a: '#f472b6', b: '#c4b5fd', c: '#fda4af' },
] as const satisfies readonly Palette[];

/** The colours of an event: the same on its poster and in the light its poster throws on the page. */
export function paletteOf(slug: string): Palette {
  return palettes[hash(slug) % palettes.length] ?? palettes[0];
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const character of text) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return state >>> 0;
}
