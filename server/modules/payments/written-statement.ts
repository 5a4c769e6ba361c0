export type UnreadableReason =
  | 'not_xml'
  | 'not_camt053'
  | 'not_csv'
  | 'no_id'
  | 'same_id'
  | 'amount'
  | 'currency'
  | 'date'
  | 'too_many';

/** An entry as it is written, before anything of it is believed. */
export type WrittenEntry = {
  readonly id: string;
  readonly date: string;
  readonly amount: string;
  readonly currency: string;
  readonly remittance: string;
  readonly payer: string;
  readonly payerIban: string;
};
export type WrittenStatement =
  | { readonly ok: true; readonly ibans: readonly string[]; readonly entries: readonly WrittenEntry[] }
  | { readonly ok: false; readonly reason: UnreadableReason; readonly at: number };
