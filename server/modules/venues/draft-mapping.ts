import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import {
  copyToDraft,
  findVersion,
  insertDraft,
  listVersions,
  lockVenue,
  type VersionCounts,
} from './versions.store.ts';

export type DraftWish =
  | { readonly name: string; readonly width: number; readonly height: number }
  | { readonly from: string };

/**
 * Begins an empty plan under a new name, or copies a version into the next one, with the same ids. Throws draft_exists when
 * there is a draft of that name, mapping_state when the name is in use, not_found when the version is of another venue.
 */
export async function draftMapping(ctx: Ctx, venueId: string, wish: DraftWish): Promise<VersionCounts> {
  await lockVenue(ctx, venueId);
  const versions = await listVersions(ctx, venueId);
  const from = 'from' in wish ? versions.find(({ id }) => id === wish.from) : undefined;
  if ('from' in wish && !from) throw new Refusal('not_found');
  const name = 'from' in wish ? from?.name : wish.name;
  const namesakes = versions.filter((version) => version.name === name);
  const draft = namesakes.find(({ state }) => state === 'draft');
  if (draft) throw new Refusal('draft_exists', undefined, { mapping: draft.id });
  if (!from && namesakes.length > 0) {
    throw new Refusal('mapping_state', 'There is a plan of this name; start from one of its versions.');
  }
  const id = 'from' in wish ? from && (await copyToDraft(ctx, from)) : await insertDraft(ctx, { venueId, ...wish });
  const made = id === undefined ? undefined : await findVersion(ctx, id);
  if (!made) throw new Error('no draft was made');
  return { ...made, seats: from?.seats ?? 0, standing: from?.standing ?? 0 };
}
