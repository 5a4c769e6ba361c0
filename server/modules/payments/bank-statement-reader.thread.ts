import { answerJobs } from '../../platform/thread.ts';
import { readBankStatement, type StatementReading } from './bank-statement.ts';
import type { StatementJob } from './bank-statement-reader.ts';

answerJobs<StatementJob, StatementReading>(async ({ format, content }) => readBankStatement(format, content));
