import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { z } from 'zod';
import type { AppleWallet } from '../../platform/wallet-config.ts';

/** gone: no phone is reached there any more. */
export type PushAnswer = 'taken' | 'gone';
export type PushTransport = {
  /** Tells a phone that a pass of ours has changed. Throws when Apple cannot be asked, or does not say what became of it. */
  push(token: string): Promise<PushAnswer>;
  close(): void;
};

const patienceMilliseconds = 20_000;
/** A connection that nothing was asked of for so long is let go of. */
const idleMilliseconds = 30_000;
const Refused = z.object({ reason: z.string() });
const goneReasons = ['Unregistered', 'BadDeviceToken'];

/** Apple's push service over one HTTP/2 connection, on which we are known by the certificate of our pass type. */
export function pushTransport({ pushUrl, passTypeId, certificate, key, pushAuthority }: AppleWallet): PushTransport {
  let session: ClientHttp2Session | undefined;

  const open = (): ClientHttp2Session => {
    if (session && !session.closed && !session.destroyed) return session;
    const opened = connect(pushUrl, { cert: certificate, key, ...(pushAuthority ? { ca: pushAuthority } : {}) });
    const forget = (): void => {
      if (session === opened) session = undefined;
    };
    // What was asked on it fails by itself; the next push opens another.
    opened.on('error', forget).on('goaway', forget).on('close', forget);
    opened.setTimeout(idleMilliseconds, () => opened.close());
    opened.unref();
    session = opened;
    return opened;
  };

  return {
    push: async (token) => {
      const { status, text } = await ask(open(), `/3/device/${encodeURIComponent(token)}`, passTypeId);
      if (status === 200) return 'taken';
      const refused = Refused.safeParse(attemptJson(text));
      const reason = refused.success ? refused.data.reason : text.slice(0, 200);
      if (!(status === 410 || status === 400) || !goneReasons.includes(reason)) {
        throw new Error(`Apple answered a push with ${status} ${reason}`);
      }
      return 'gone';
    },
    close: () => session?.destroy(),
  };
}

function ask(
  session: ClientHttp2Session,
  path: string,
  topic: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: path,
      'apns-topic': topic,
    });
    let status = 0;
    let text = '';
    stream.setEncoding('utf8');
    stream.setTimeout(patienceMilliseconds, () => stream.destroy(new Error('Apple does not answer a push')));
    stream.on('response', (headers) => {
      status = Number(headers[constants.HTTP2_HEADER_STATUS]);
    });
    stream.on('data', (chunk: string) => {
      text = (text + chunk).slice(0, 2000);
    });
    stream.on('error', reject);
    stream.on('close', () =>
      status === 0 ? reject(new Error('Apple ended a push unanswered')) : resolve({ status, text }),
    );
    stream.end('{}');
  });
}

function attemptJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
