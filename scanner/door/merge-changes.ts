import { type AdmissionListHeader, entryLength, mergeEntries } from '@tessera/contract/admission/admission-list';

export type OpenedList = { readonly header: AdmissionListHeader; readonly entries: Uint8Array };

/**
 * The list with its changes: entries are replaced or come in between, in the order of their bytes. undefined when the changes
 * do not fit this list, as when the places its entries point to have moved; then the whole list has to be had.
 */
export function mergeChanges(list: OpenedList, changes: OpenedList): OpenedList | undefined {
  if (changes.header.isWhole) return changes;
  if (!fits(list.header, changes.header)) return undefined;
  const entries = mergeEntries(list.entries, changes.entries);
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
