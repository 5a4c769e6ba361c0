import type { Locale } from '@tessera/contract/text';
import { openThread } from '../../platform/thread.ts';
import type { TicketWords } from './describe-ticket.ts';

export type PrintJob = { readonly tickets: readonly TicketWords[]; readonly locale: Locale };
export type TicketPrinter = {
  /** Tickets as PDF, one page each; void ones are left out. */
  print(tickets: readonly TicketWords[], locale: Locale): Promise<Buffer>;
  close(): Promise<void>;
};

/** Draws tickets on a thread of its own: a page takes milliseconds, the first one a tenth of a second. */
export function openTicketPrinter(): TicketPrinter {
  const thread = openThread<PrintJob, Uint8Array>(new URL('print-tickets.thread.ts', import.meta.url));
  return {
    print: async (tickets, locale) => {
      const pdf = await thread.run({ tickets, locale });
      return Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
    },
    close: thread.close,
  };
}
