import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { freePort } from './given-a-server.ts';

export type GivenMailServer = {
  readonly url: string;
  /** What was accepted, oldest first. */
  readonly received: Email[];
  /** What was handed over whole, accepted or not, by its Message-ID. */
  readonly attempts: string[];
  /** Decides about a mail that was handed over whole; throwing refuses it for now. */
  judge: (mail: Email) => Promise<void>;
  turnOff(): Promise<void>;
  turnOn(): Promise<void>;
};

/** A real SMTP server on loopback that can be off and come back at the same address. */
export async function givenAMailServer(): Promise<GivenMailServer> {
  const port = await freePort();
  let running: SMTPServer | undefined;
  const mailServer: GivenMailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    attempts: [],
    judge: async () => undefined,
    turnOff: async () => {
      const closing = running;
      running = undefined;
      if (closing) await new Promise<void>((resolve) => closing.close(resolve));
    },
    turnOn: async () => {
      const opened = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS', 'AUTH'],
        closeTimeout: 50,
        onData: (stream, _session, done) => {
          buffer(stream)
            .then((source) => PostalMime.parse(source))
            .then(async (mail) => {
              mailServer.attempts.push(mail.messageId ?? '');
              await mailServer.judge(mail);
              mailServer.received.push(mail);
              done();
            })
            .catch(() => done(Object.assign(new Error('not now'), { responseCode: 451 })));
        },
      });
      // A client that is killed resets its connection.
      opened.on('error', () => undefined);
      await new Promise<void>((resolve, reject) => {
        opened.server.once('error', reject);
        opened.listen(port, '127.0.0.1', resolve);
      });
      running = opened;
    },
  };
  await mailServer.turnOn();
  return mailServer;
}
