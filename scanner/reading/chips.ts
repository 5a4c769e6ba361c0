// Only Chrome on Android has it, and the types of the platform do not.
type Reading = Event & {
  readonly message: { readonly records: readonly { readonly recordType: string; readonly data?: DataView }[] };
};
type ChipReader = EventTarget & { scan(options: { signal: AbortSignal }): Promise<void> };

/** Reads codes off NFC chips that carry them as text; false: this browser cannot. Needs a press of the controller. */
export async function listenToChips(read: (code: string) => void, stop: AbortSignal): Promise<boolean> {
  const Reader = (globalThis as { NDEFReader?: new () => ChipReader }).NDEFReader;
  if (!Reader) return false;
  const reader = new Reader();
  reader.addEventListener(
    'reading',
    (event) => {
      const text = (event as Reading).message.records.find(({ recordType }) => recordType === 'text')?.data;
      if (text) read(new TextDecoder().decode(text));
    },
    { signal: stop },
  );
  return reader.scan({ signal: stop }).then(
    () => true,
    () => false,
  );
}
