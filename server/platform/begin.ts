import {
  CompiledQuery,
  type DatabaseConnection,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type Transaction,
  type TransactionSettings,
} from 'kysely';
import type { DB } from '../../database/tables.gen.ts';
import { PreparingClient } from './prepared-statements.ts';

/** One message and one answer for what every transaction begins with. */
export const beginning = 'begin; select now() as now';

/** pg answers a text of two statements with two answers, where Kysely knows one: here, the last. */
export class BeginningClient extends PreparingClient {
  override query(...given: unknown[]): never {
    const answer: unknown = super.query(...given);
    if (given[0] !== beginning) return answer as never;
    return (answer as Promise<readonly unknown[]>).then((answers) => answers.at(-1)) as never;
  }
}

/** Transactions know the instant of the database's clock at which they began. */
export class BeginningDialect extends PostgresDialect {
  readonly #driver: BeginningDriver;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#driver = new BeginningDriver(config);
  }

  override createDriver(): PostgresDriver {
    return this.#driver;
  }

  async instantOf(transaction: Transaction<DB>): Promise<Date> {
    const now = await transaction
      .getExecutor()
      .provideConnection(async (connection) => this.#driver.instants.get(connection));
    if (!now) throw new Error('the transaction did not begin here');
    return now;
  }
}

type Connection = Parameters<PostgresDriver['rollbackTransaction']>[0];

class BeginningDriver extends PostgresDriver {
  readonly instants = new WeakMap<DatabaseConnection, Date>();

  override async beginTransaction(connection: Connection, settings: TransactionSettings): Promise<void> {
    if (settings.isolationLevel || settings.accessMode) throw new Error('transactions have one manner here');
    try {
      const { rows } = await connection.executeQuery<{ now: Date }>(CompiledQuery.raw(beginning));
      const [begun] = rows;
      if (!begun) throw new Error('the database told no time');
      this.instants.set(connection, begun.now);
    } catch (error) {
      // It may have begun before it failed: the connection goes back with nothing open, or not at all.
      await this.rollbackTransaction(connection).catch(() => undefined);
      throw error;
    }
  }
}
