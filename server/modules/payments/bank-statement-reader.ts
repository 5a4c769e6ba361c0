import { openThread } from '../../platform/thread.ts';
import type { StatementFormat, StatementReading } from './bank-statement.ts';

export type StatementJob = { readonly format: StatementFormat; readonly content: string };
export type StatementReader = {
  read(format: StatementFormat, content: string): Promise<StatementReading>;
  close(): Promise<void>;
};

/** Reads statements on a thread of its own: two million characters take seconds. */
export function openStatementReader(): StatementReader {
  const thread = openThread<StatementJob, StatementReading>(
    new URL('bank-statement-reader.thread.ts', import.meta.url),
  );
  return { read: (format, content) => thread.run({ format, content }), close: thread.close };
}
