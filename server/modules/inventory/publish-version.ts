import type { Ctx } from '../../platform/context.ts';
import { listPerformancesToCome } from '../catalogue/index.ts';
import { lockOlderPublished, publishMapping, saveRetired, type Version } from '../venues/index.ts';
import { moveToVersion } from './move-to-version.ts';

export type Publication = {
  readonly version: Version;
  readonly retired: readonly string[];
  readonly moved: readonly string[];
};

/**
 * Publishes a draft and, if asked to, moves every performance to come from older versions of the plan to it: all of them, or
 * nothing is published. Older versions that no performance to come stands on are retired.
 */
export async function publishVersion(
  ctx: Ctx,
  mappingId: string,
  wish: { readonly stamp: number; readonly movePerformances: boolean; readonly relabel: boolean },
): Promise<Publication> {
  const version = await publishMapping(ctx, mappingId, wish.stamp);
  const older = (await lockOlderPublished(ctx, version)).map(({ id }) => id);
  const moved: string[] = [];
  if (wish.movePerformances) {
    for (const { id } of await listPerformancesToCome(ctx, older)) {
      await moveToVersion(ctx, id, { mappingId, relabel: wish.relabel });
      moved.push(id);
    }
  }
  const inUse = new Set((await listPerformancesToCome(ctx, older)).map((performance) => performance.mappingId));
  const retired = older.filter((id) => !inUse.has(id));
  await saveRetired(ctx, retired);
  return { version, retired, moved };
}
