import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

/** Receives mail over SMTP on port SMTP_PORT and keeps each message as a file in MAIL_FOLDER. */
const { SMTP_PORT = '', MAIL_FOLDER = '' } = process.env;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      keep(Buffer.concat(chunks)).then(
        () => done(),
        (error: Error) => done(error),
      );
    });
  },
});

async function keep(message: Buffer): Promise<void> {
  const path = join(MAIL_FOLDER, randomUUID());
  // Renamed when whole, so that a test never reads half a message.
  await writeFile(path, message);
  await rename(path, `${path}.eml`);
}

await mkdir(MAIL_FOLDER, { recursive: true });
server.listen(Number(SMTP_PORT), '127.0.0.1');
process.on('SIGTERM', () => server.close(() => process.exit(0)));
