import { answerJobs } from '../../platform/thread.ts';
import type { PrintJob } from './print-tickets.ts';
import { ticketPdf } from './ticket-pdf.ts';

answerJobs<PrintJob, Uint8Array>(({ tickets, locale }) => ticketPdf(tickets, locale));
