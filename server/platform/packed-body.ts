import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const encodings = ['br', 'gzip', 'identity'] as const;
type Encoding = (typeof encodings)[number];

/** Bytes that are sent many times: compressed off the event loop at the first asking, once for each encoding. */
export type PackedBody = { readonly bytes: Buffer; readonly as: (encoding: Encoding) => Promise<Buffer> };

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** brotliQuality: from 0 to 11; the higher, the longer it takes and the less there is to send. */
export function packedBody(bytes: Uint8Array, brotliQuality: number): PackedBody {
  const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(plain)]]);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
  };
  return {
    bytes: plain,
    as: (encoding) => {
      const known = packed.get(encoding);
      if (known !== undefined) return known;
      const made = encoding === 'br' ? compressBrotli(plain, { params }) : compressGzip(plain);
      packed.set(encoding, made);
      return made;
    },
  };
}

/** Sends it in the best encoding the caller takes, or 304 when the caller has it. */
export async function sendPacked(
  request: FastifyRequest,
  reply: FastifyReply,
  body: PackedBody,
  etag: string,
): Promise<FastifyReply> {
  addVary(reply, 'accept-encoding');
  reply.header('etag', etag);
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const encoding = bestEncoding(request.headers['accept-encoding']);
  const bytes = await body.as(encoding);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.send(bytes);
}

export function addVary(reply: FastifyReply, header: string): void {
  const before = reply.getHeader('vary');
  reply.header('vary', before === undefined ? header : `${String(before)}, ${header}`);
}

const bestByWish = new Map<string, Encoding>();
const wishesMax = 100;

/** The first of br and gzip that is not refused; q-values other than 0 are no reason to send more bytes. */
function bestEncoding(accepted = ''): Encoding {
  const known = bestByWish.get(accepted);
  if (known) return known;
  const best = chooseEncoding(accepted);
  // Browsers send a handful of wishes; what somebody makes up is not kept.
  if (bestByWish.size < wishesMax) bestByWish.set(accepted, best);
  return best;
}

/** A validator is weak when a proxy compressed what it passed on; for a comparison of whole bodies that is no matter. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((known) => [etag, '*'].includes(known.trim().replace(/^W\//, '')));
}

function chooseEncoding(accepted: string): Encoding {
  const wishes = new Map(
    accepted.split(',').map((wish) => {
      const [name = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
      return [name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))] as const;
    }),
  );
  return (
    encodings.find((encoding) => wishes.get(encoding) ?? (encoding !== 'identity' && wishes.get('*'))) ?? 'identity'
  );
}
