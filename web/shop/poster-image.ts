import { data, type LoaderFunctionArgs } from 'react-router';
import { drawPoster } from './poster/draw-poster.ts';

/** /posters/waves/nuit-bleue.svg */
export function loader({ params }: LoaderFunctionArgs) {
  const slug = /^([a-z0-9-]{1,120})\.svg$/.exec(params.file ?? '')?.[1];
  const word = /^[\w-]{1,40}$/.exec(params.poster ?? '')?.[0];
  if (!slug || !word) throw data({ code: 'not_found' }, { status: 404 });
  return new Response(drawPoster(word, slug), {
    headers: { 'Content-Type': 'image/svg+xml; charset=utf-8', 'Cache-Control': 'public, max-age=86400' },
  });
}
