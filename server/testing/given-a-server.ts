import { createServer } from 'node:net';
import pg from 'pg';
import type { Input, Reply } from '../../contract/api/operations.ts';
import { apiBase, type OperationName, paths } from '../../contract/api/paths.ts';
import type { Problem } from '../../contract/problems.ts';
import { type App, startApp } from '../app.ts';
import type { Config } from '../platform/config.ts';
import { createTestDatabase } from './database.ts';

export const testSecret = 'a secret that only the tests know, forever';

export type GivenServer = {
  readonly url: string;
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  readonly app: App;
  readonly config: Config;
  /** Asks one operation as one caller. */
  readonly ask: Ask;
  readonly stop: () => Promise<void>;
};

export type Answer<Name extends OperationName> = {
  readonly status: number;
  readonly headers: Headers;
  /** The body of a success. Throws when the answer was a refusal. */
  readonly body: Reply<Name>;
  /** The problem details of a refusal. Throws when the answer was a success. */
  readonly problem: Problem;
};
export type Caller = {
  readonly token?: string;
  readonly cookie?: string;
  readonly key?: string;
  readonly headers?: Record<string, string>;
};
export type Ask = <Name extends OperationName>(
  name: Name,
  input: Input<Name>,
  caller?: Caller,
) => Promise<Answer<Name>>;

/** The whole product on a free port, over a database of its own: API, worker and simulator, as `npm start` runs it. */
export async function givenAServer(settings: Partial<Config> = {}): Promise<GivenServer> {
  const database = await createTestDatabase();
  const running = await startServer(database.url, settings);
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await database.drop();
    },
  };
}

/** A server over a database that is there already, for instance beside another one. */
export async function startServer(databaseUrl: string, settings: Partial<Config> = {}): Promise<GivenServer> {
  const port = settings.port ?? (await freePort());
  const config: Config = {
    port,
    host: '127.0.0.1',
    publicUrl: `http://127.0.0.1:${port}`,
    databaseUrl,
    dataDir: '/nonexistent',
    smtpUrl: undefined,
    mailFrom: 'Tessera <tickets@localhost>',
    redisUrl: undefined,
    demo: false,
    simulator: true,
    jobs: 'here',
    payments: { stripe: undefined, paypal: undefined, flouci: undefined },
    wallets: { apple: undefined, google: undefined },
    proxies: 0,
    holdsPerMinute: 1_000_000,
    watchersMax: 20_000,
    secret: testSecret,
    logLevel: 'silent',
    crashAt: undefined,
    ...settings,
  };
  const app = await startApp({ config, databaseUrl });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on('error', () => undefined);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    databaseUrl,
    pool,
    app,
    config,
    ask: askAt(url),
    stop: async () => {
      await pool.end();
      await app.close();
    },
  };
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

type Parts = { params?: unknown; query?: unknown; body?: unknown };

export function askAt(url: string): Ask {
  return async (name, input, caller = {}) => {
    const parts: Parts = input;
    const { body } = parts;
    const params = Object.assign({}, parts.params);
    const query = Object.assign({}, parts.query);
    const [method = '', template = ''] = paths[name].split(' ');
    const values = new Map(Object.entries(params));
    const path = template.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(String(values.get(part))));
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) search.set(key, String(value));
    const response = await fetch(`${url}${apiBase}${path}${search.size > 0 ? `?${search}` : ''}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(caller.token === undefined ? {} : { authorization: `Bearer ${caller.token}` }),
        ...(caller.cookie === undefined ? {} : { cookie: caller.cookie }),
        ...(caller.key === undefined ? {} : { 'idempotency-key': caller.key }),
        ...caller.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = (): unknown => (text === '' ? undefined : JSON.parse(text));
    return {
      status: response.status,
      headers: response.headers,
      get body() {
        if (!response.ok) throw new Error(`${name} was refused: ${response.status} ${text.slice(0, 500)}`);
        return parsed() as Reply<typeof name>;
      },
      get problem() {
        if (response.ok) throw new Error(`${name} was not refused: ${response.status} ${text.slice(0, 300)}`);
        return parsed() as Problem;
      },
    };
  };
}

/** Waits until `look` gives something, and gives it back. Throws with what was expected when it never does. */
export async function eventually<Found>(
  expected: string,
  look: () => Promise<Found | undefined | false>,
  patienceMs = 15_000,
): Promise<Found> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt) throw new Error(`never: ${expected}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
