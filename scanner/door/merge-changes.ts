import { type AdmissionListHeader, entryLength, indexLength } from '@tessera/contract/admission/admission-list';

export type OpenedList = { readonly header: AdmissionListHeader; readonly entries: Uint8Array };

/**
 * The list with its changes: entries are replaced or come in between, in the order of their bytes. undefined when the changes
 * do not fit this list, as when the places its entries point to have moved; then the whole list has to be had.
 */
export function mergeChanges(list: OpenedList, changes: OpenedList): OpenedList | undefined {
  if (changes.header.isWhole) return changes;
  if (!fits(list.header, changes.header)) return undefined;
  const merged = new Uint8Array(list.entries.length + changes.entries.length);
  let written = 0;
  let old = 0;
  let fresh = 0;
  while (old < list.entries.length || fresh < changes.entries.length) {
    const order = compareAt(list.entries, old, changes.entries, fresh);
    const [source, at] = order < 0 ? [list.entries, old] : [changes.entries, fresh];
    merged.set(source.subarray(at, at + entryLength), written);
    written += entryLength;
    if (order <= 0) old += entryLength;
    if (order >= 0) fresh += entryLength;
  }
  const entries = merged.slice(0, written);
  return { header: { ...changes.header, isWhole: true, count: entries.length / entryLength }, entries };
}

function fits(before: AdmissionListHeader, now: AdmissionListHeader): boolean {
  const places = (header: AdmissionListHeader) => [
    header.zones.map(({ id }) => id),
    header.products.map(({ code }) => code),
    header.windows.map(String),
    header.accessPoints.map(({ id }) => id),
  ];
  const kept = places(now);
  return (
    before.salt === now.salt &&
    before.performance.id === now.performance.id &&
    places(before).every((own, kind) => own.every((place, at) => kept[kind]?.[at] === place))
  );
}

/** Below zero: the entry of the first list comes next; zero: both are of one right. A list at its end comes last. */
function compareAt(first: Uint8Array, at: number, second: Uint8Array, other: number): number {
  if (at >= first.length) return 1;
  if (other >= second.length) return -1;
  for (let place = 0; place < indexLength; place += 1) {
    const difference = (first[at + place] ?? 0) - (second[other + place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
