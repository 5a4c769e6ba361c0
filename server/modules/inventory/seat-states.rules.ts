const codes = { available: 0, held: 1, sold: 2, off: 3 } as const;

/** Two bits a seat in ordinal order, the first seat of a byte in its low bits; seats that are not listed are off. */
export function packStates(states: readonly { ordinal: number; state: keyof typeof codes }[]): Uint8Array {
  const count = states.reduce((most, { ordinal }) => Math.max(most, ordinal + 1), 0);
  const packed = new Uint8Array(Math.ceil(count / 4)).fill(0b11111111);
  for (const { ordinal, state } of states) {
    const shift = (ordinal % 4) * 2;
    const index = ordinal >> 2;
    packed[index] = ((packed[index] ?? 0) & ~(0b11 << shift)) | (codes[state] << shift);
  }
  return packed;
}
