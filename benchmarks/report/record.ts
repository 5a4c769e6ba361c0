import { spawnSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import { makeFolder } from '../../database/make-folder.ts';
import { formatTable, type Row } from './table.ts';

/** Where and on what a benchmark ran. */
export type Circumstances = {
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  /** Load average of the minute before: a busy machine gives poor figures. */
  readonly loadBefore: number;
};

const root = join(import.meta.dirname, '../..');

/** To be read before the load begins. */
export function readCircumstances(postgres: string): Circumstances {
  const processors = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const system = `${process.platform} ${release()}`;
  return {
    commit:
      spawnSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).stdout?.trim() || '–',
    date: new Date().toISOString(),
    machine: `${processors.length} × ${processors[0]?.model.trim()}, ${memory}, ${system}, Node ${process.versions.node}, ${postgres}`,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** Prints the table and writes it as JSON; `isRecorded`: also at the end of benchmarks/results.md. */
export function report(
  title: string,
  circumstances: Circumstances,
  rows: readonly Row[],
  { isRecorded }: { isRecorded: boolean },
): void {
  const table = formatTable(rows);
  const { commit, date, machine, loadBefore } = circumstances;
  const folder = join(root, '.data/benchmarks');
  makeFolder(folder);
  const path = join(folder, `${title.split(' ')[0]}-${date.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(path, `${JSON.stringify({ title, ...circumstances, rows }, null, 2)}\n`);
  console.log(`\n${title}, ${commit}, ${machine}, load before ${loadBefore}\n\n${table}\n\n${relative(root, path)}`);
  if (!isRecorded) return;
  const heading = `## ${title}, ${date.slice(0, 16).replace('T', ' ')} UTC, ${commit}`;
  const results = join(root, 'benchmarks/results.md');
  appendFileSync(results, `\n${heading}\n\n${machine}, load before ${loadBefore}\n\n${table}\n`);
}
