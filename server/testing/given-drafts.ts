import type pg from 'pg';
import type { GivenPerformance } from './given-a-performance.ts';

export type GivenDrafts = {
  readonly mappingId: string;
  /** The next version of the performance's plan, published: a floor for ten in place of everything. */
  readonly nextVersionId: string;
  /** The version after that, with nothing in it. */
  readonly draftId: string;
  /** Of a plan of its own, fit to be published. */
  readonly draftToPublishId: string;
};

/** Versions of plans at the venue of a performance that has sold nothing. */
export async function givenDrafts(
  pool: pg.Pool,
  { venueId, mappingId }: Pick<GivenPerformance, 'venueId' | 'mappingId'>,
): Promise<GivenDrafts> {
  const insert = async (name: string, version: number): Promise<string> => {
    const { rows } = await pool.query<{ id: string }>(
      `insert into venues.mapping (venue_id, name, version, width, height, focal_x, focal_y)
       values ($1, $2, $3, 20, 20, 10, 0) returning id`,
      [venueId, name, version],
    );
    return rows[0]?.id ?? '';
  };
  const addFloor = (id: string) =>
    pool.query(
      `insert into venues.zone (mapping_id, code, name, kind, capacity, position) values ($1, 'cour', 'Cour', 'standing', 10, 0)`,
      [id],
    );
  const nextVersionId = await insert('Salle', 2);
  await addFloor(nextVersionId);
  await pool.query(`update venues.mapping set state = 'published', published_at = now() where id = $1`, [
    nextVersionId,
  ]);
  const draftId = await insert('Salle', 3);
  const draftToPublishId = await insert('Cour', 1);
  await addFloor(draftToPublishId);
  return { mappingId, nextVersionId, draftId, draftToPublishId };
}
