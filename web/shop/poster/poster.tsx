import type { CSSProperties } from 'react';
import { paletteOf } from './palette.ts';

type Shown = { readonly poster: string; readonly slug: string };

/** Decoration beside the title, so it has no text of its own. */
export function Poster({ of, eager = false, className }: { of: Shown; eager?: boolean; className?: string }) {
  return (
    <img
      src={posterPath(of)}
      alt=""
      width={480}
      height={600}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      fetchPriority={eager ? 'high' : 'auto'}
      className={className}
      style={{ backgroundColor: paletteOf(of.slug).mid }}
    />
  );
}

export function posterPath({ poster, slug }: Shown): string {
  return `/posters/${encodeURIComponent(poster)}/${slug}.svg`;
}

/** The light of the poster behind a part of the page, which must be positioned. */
export function PosterGlow({ slug }: { slug: string }) {
  const { a, b } = paletteOf(slug);
  const colours: CSSProperties & Record<'--glow-a' | '--glow-b', string> = { '--glow-a': a, '--glow-b': b };
  return <div aria-hidden="true" className="glow pointer-events-none absolute inset-0" style={colours} />;
}
