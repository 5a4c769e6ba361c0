/** What a page tells the browser and the search engines; React moves it into the head. */
export function PageHead({
  title,
  description,
  canonical,
  image,
  hidden = false,
}: {
  title: string;
  description?: string;
  canonical?: string;
  image?: string;
  /** Not for search engines: personal pages. */
  hidden?: boolean;
}) {
  return (
    <>
      <title>{`${title} · Tessera`}</title>
      {description ? <meta name="description" content={description} /> : null}
      {hidden ? <meta name="robots" content="noindex" /> : null}
      {canonical ? <link rel="canonical" href={canonical} /> : null}
      <meta property="og:title" content={title} />
      {description ? <meta property="og:description" content={description} /> : null}
      {canonical ? <meta property="og:url" content={canonical} /> : null}
      {image ? <meta property="og:image" content={image} /> : null}
    </>
  );
}
