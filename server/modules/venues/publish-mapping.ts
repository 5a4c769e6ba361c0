import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { mappingPublished } from './announcements.ts';
import { loadDrawing } from './plan.store.ts';
import { checkPlan, isPublishable } from './plan-check.rules.ts';
import { lockVersion, savePublished, type Version } from './versions.store.ts';

/**
 * Makes a draft a version that never changes. Throws mapping_state when it is no draft, draft_changed when it
 * is another than was looked at, plan_has_errors with what is wrong.
 * Older versions and the performances on them stay as they are.
 */
export async function publishMapping(ctx: Ctx, mappingId: string, stamp: number): Promise<Version> {
  const version = await lockVersion(ctx, mappingId);
  const drawing = version && (await loadDrawing(ctx, mappingId));
  if (!drawing) throw new Refusal('not_found');
  if (version.state !== 'draft') throw new Refusal('mapping_state', undefined, { state: version.state });
  if (version.editNumber !== stamp) throw new Refusal('draft_changed', undefined, { stamp: version.editNumber });
  const problems = checkPlan(drawing);
  if (!isPublishable(problems)) throw new Refusal('plan_has_errors', undefined, { problems });
  await savePublished(ctx, mappingId);
  await announce(ctx, mappingPublished(version));
  return { ...version, state: 'published' };
}
