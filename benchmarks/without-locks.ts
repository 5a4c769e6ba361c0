import pg from 'pg';

// For `stress -- … --sabotage`: whoever loads this first works without row locks.
const rowLock = /\bfor (no key )?(update|share)\b( of \w+)?( (skip locked|nowait))?/g;
const { query } = pg.Client.prototype;

Object.assign(pg.Client.prototype, {
  query(this: pg.Client, statement: unknown, ...rest: unknown[]): unknown {
    const unlocked = typeof statement === 'string' ? statement.replaceAll(rowLock, '') : statement;
    return Reflect.apply(query, this, [unlocked, ...rest]);
  },
});
