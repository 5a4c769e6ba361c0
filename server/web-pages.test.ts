import Fastify, { type FastifyPluginAsync } from 'fastify';
import { expect, test } from 'vitest';
import { webPages } from './web-pages.ts';

test('the scanner is opened at its address, is asked for anew each time, and may load nothing from elsewhere', async () => {
  const server = Fastify();
  const plugin: FastifyPluginAsync = async (own) => webPages(own, { publicUrl: 'http://localhost' });
  await server.register(plugin);
  const redirected = await server.inject('/scanner');
  expect([redirected.statusCode, redirected.headers.location]).toEqual([302, '/scanner/']);
  const page = await server.inject('/scanner/');
  expect([page.statusCode, page.headers['content-type'], page.headers['cache-control']]).toEqual([
    200,
    expect.stringContaining('text/html'),
    'no-cache',
  ]);
  expect(page.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
  const worker = await server.inject('/scanner/worker.js');
  expect([worker.statusCode, worker.headers['content-type'], worker.headers['cache-control']]).toEqual([
    200,
    expect.stringContaining('javascript'),
    'no-cache',
  ]);
  // Everything the worker keeps can be had: one file less and the app would not open without a network.
  const [, listed = '[]'] = /const files = (\[.*\]);/.exec(worker.body) ?? [];
  const files: unknown = JSON.parse(listed);
  if (!Array.isArray(files)) throw new Error('the worker lists no files');
  expect(files).toContainEqual(expect.stringMatching(/zxing_reader.*\.wasm$/));
  for (const file of files) expect([file, (await server.inject(`/scanner/${file}`)).statusCode]).toEqual([file, 200]);
  const script = await server.inject(`/scanner/${files.find((file) => /^assets\/index.*\.js$/.test(file))}`);
  expect(script.headers['cache-control']).toContain('immutable');
  await server.close();
});
