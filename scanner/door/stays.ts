import type { AdmissionListHeader, ListedRight } from '@tessera/contract/admission/admission-list';
import type { Stay } from '@tessera/contract/admission/question';
import type { KeptScan } from '../sending/kept-scan.ts';

/**
 * The stays by a right that are known here: those of the list, and what this device did since. The list holds everything the
 * server had when it was made, so a scan the server had before counts once, as a part of the list.
 */
export function staysOf(listed: ListedRight, header: AdmissionListHeader, ownScans: readonly KeptScan[]): Stay[] {
  const since = ownScans
    .filter(({ settledAt }) => settledAt === undefined || settledAt >= header.madeAt)
    .toSorted((a, b) => a.readAt.serverAt - b.readAt.serverAt);
  return since.reduce(withScan, listedStays(listed, header));
}

function listedStays(listed: ListedRight, { zones, accessPoints }: AdmissionListHeader): Stay[] {
  const last: Stay = {
    zoneId: zones[listed.lastZone]?.id ?? '',
    at: listed.lastAt,
    accessPoint: accessPoints[listed.lastAccessPoint]?.name ?? '',
    leftAt: null,
  };
  return Array.from({ length: listed.stayCount }, (_, number) => {
    const isOpen = listed.isInside && number === listed.stayCount - 1;
    return isOpen ? last : { ...last, leftAt: last.at };
  });
}

function withScan(stays: Stay[], scan: KeptScan): Stay[] {
  const at = scan.readAt.serverAt;
  if (scan.verdict === 'admitted') {
    return [...stays, { zoneId: scan.zoneId ?? '', at, accessPoint: scan.accessPoint, leftAt: null }];
  }
  if (scan.verdict !== 'let_out') return stays;
  const open = stays.findLastIndex(({ leftAt }) => leftAt === null);
  return stays.map((stay, number) => (number === open ? { ...stay, leftAt: at } : stay));
}
