import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';

/** The next message to this address whose subject fits, as it arrived over SMTP. */
export async function receivedMail(recipient: string, subject: RegExp, withinMs = 30_000): Promise<Email> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += 200) {
    for (const mail of await allMails()) {
      const isForThem = mail.to?.some(({ address }) => address?.toLowerCase() === recipient.toLowerCase());
      if (isForThem && subject.test(mail.subject ?? '')) return mail;
    }
    await pause(200);
  }
  throw new Error(`No mail to ${recipient} with a subject like ${subject} arrived.`);
}

async function allMails(): Promise<Email[]> {
  const folder = process.env.E2E_MAIL_FOLDER ?? '';
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  return Promise.all(names.map(async (name) => PostalMime.parse(await readFile(join(folder, name)))));
}
