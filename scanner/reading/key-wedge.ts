/** Slower than this between two keys, it is a hand and not a reader. */
const betweenKeysMs = 500;
const shortest = 6;

/** What a reader that types as a keyboard has typed: letters quickly after one another, ended by Enter or Tab. */
export class KeyWedge {
  #typed = '';
  #lastAt = 0;

  /** The whole code when this key ends one. */
  press(key: string, at: number): string | undefined {
    if (at - this.#lastAt > betweenKeysMs) this.#typed = '';
    this.#lastAt = at;
    if (key === 'Enter' || key === 'Tab') {
      const code = this.#typed;
      this.#typed = '';
      return code.length >= shortest ? code : undefined;
    }
    if (key.length === 1) this.#typed += key;
    return undefined;
  }
}

/** Works whatever has the focus, but for a field somebody writes into. */
export function listenToKeys(read: (code: string) => void, stop: AbortSignal): void {
  const wedge = new KeyWedge();
  addEventListener(
    'keydown',
    (event) => {
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
      const code = wedge.press(event.key, event.timeStamp);
      if (code === undefined) return;
      // Its Enter must not press the button that has the focus.
      event.preventDefault();
      read(code);
    },
    { signal: stop, capture: true },
  );
}
