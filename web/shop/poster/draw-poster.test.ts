import { expect, test } from 'vitest';
import { drawPoster } from './draw-poster.ts';
import { motifs } from './motifs.ts';

test('an event has one poster: the same word and slug draw the same, another slug draws another', () => {
  for (const word of Object.keys(motifs)) {
    expect(drawPoster(word, 'nuit-bleue')).toBe(drawPoster(word, 'nuit-bleue'));
    expect(drawPoster(word, 'nuit-bleue')).not.toBe(drawPoster(word, 'nuit-rouge'));
  }
});

test('a word nobody drew still gives a poster, and no coordinate is out of reckoning', () => {
  const posters = [...Object.keys(motifs), 'stadium', 'something-new', ''].map((word) => drawPoster(word, 'a'));
  for (const poster of posters) {
    expect(poster).toMatch(/^<svg .*<\/svg>$/);
    expect(poster).not.toMatch(/NaN|undefined|Infinity/);
  }
});
