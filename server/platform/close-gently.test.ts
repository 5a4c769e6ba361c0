import { Agent, get } from 'node:http';
import { PassThrough } from 'node:stream';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { closeGently } from './close-gently.ts';

const patience = 60_000;

test('an answer under way is finished, and its connection does not keep the server from closing', async () => {
  const server = Fastify();
  const body = new PassThrough();
  server.get('/', async (_request, reply) => reply.type('text/plain').send(body));
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  const agent = new Agent({ keepAlive: true });
  const begun = Promise.withResolvers<void>();
  const answered = answerOf(address, agent, begun.resolve);
  body.write('almost ');
  await begun.promise;
  const closed = closeGently(server, patience);
  body.end('done');
  expect(await answered).toBe('almost done');
  // Its headers promised to keep the connection: without help it would stay open, idle, longer than a test may take.
  await closed;
  agent.destroy();
});

test('what does not finish is cut when the patience is over', async () => {
  const server = Fastify();
  const entered = Promise.withResolvers<void>();
  server.get('/', async () => {
    entered.resolve();
    await new Promise(() => undefined);
  });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  const answered = answerOf(address, new Agent()).catch(() => 'cut');
  await entered.promise;
  await closeGently(server, 300);
  expect(await answered).toBe('cut');
});

function answerOf(address: string, agent: Agent, onData = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    get(address, { agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        onData();
      });
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}
