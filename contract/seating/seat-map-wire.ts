import { type ByteReader, type ByteWriter, MalformedBytes, openReader, openWriter } from './bytes.ts';
import type { Chart, ChartRow, ChartTable, ChartZone } from './chart.ts';

export const seatMapType = 'application/vnd.tessera.seat-map';

/** Bytes that are no seat map this version can read. */
export class SeatMapError extends Error {
  override name = 'SeatMapError';
}

// "TSM" and the version of the format: another one is another address, so a reader never meets bytes it half understands.
const signature = [0x54, 0x53, 0x4d, 1];
const seatsMax = 250_000;
const zonesMax = 20_000;
const kinds = ['group', 'seated', 'standing'] as const;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The chart in as few bytes as a general compressor leaves room for: what follows a rule is written as the rule, and
 * coordinates, whole centimetres, as the change of their change along a row. The same chart gives the same bytes.
 * RangeError for a chart with ids that are not whole numbers or places that are nowhere.
 */
export function encodeSeatMap(chart: Chart): Uint8Array<ArrayBuffer> {
  const out = openWriter();
  for (const byte of signature) out.byte(byte);
  for (const metres of [chart.width, chart.height, chart.focus.x, chart.focus.y]) out.zigzag(centimetres(metres));
  writeZones(out, chart.zones);
  out.varint(chart.tables.length);
  for (const { label, isSoldWhole } of chart.tables) {
    out.text(label);
    out.byte(isSoldWhole ? 1 : 0);
  }
  out.varint(chart.seatCount);
  writeRows(out, chart.rows);
  for (const row of chart.rows) writePositions(out, chart.positions.subarray(row.first, row.first + row.count));
  for (const row of chart.rows) writeNumbers(out, chart.numbers.slice(row.first, row.first + row.count));
  for (const metres of [chart.x, chart.y]) writeCoordinates(out, chart.rows, metres);
  writeIds(out, chart.seatIds);
  out.runs(chart.flags);
  out.runs(Array.from(chart.tableOf, (table) => table + 1));
  writeCompanions(out, chart.companionOf);
  return out.finish();
}

/** The chart that was encoded, its coordinates rounded to centimetres. Throws SeatMapError, whatever the bytes are. */
export function decodeSeatMap(bytes: Uint8Array): Chart {
  try {
    return readChart(openReader(bytes));
  } catch (error) {
    if (error instanceof MalformedBytes) throw new SeatMapError(error.message);
    throw error;
  }
}

function readChart(from: ByteReader): Chart {
  if (signature.some((byte) => from.byte() !== byte)) throw new MalformedBytes('these bytes are no seat map');
  const [width = 0, height = 0, x = 0, y = 0] = Array.from({ length: 4 }, () => from.zigzag() / 100);
  const zones = readZones(from);
  const tables = Array.from(
    { length: from.varint(seatsMax) },
    (): ChartTable => ({ label: from.text(), isSoldWhole: from.byte() === 1 }),
  );
  const seatCount = from.varint(seatsMax);
  const rows = readRows(from, seatCount, zones.length);
  const rowOf = new Uint32Array(seatCount);
  rows.forEach(({ first, count }, row) => {
    rowOf.fill(row, first, first + count);
  });
  const positions = new Int32Array(seatCount);
  for (const row of rows) readPositions(from, positions.subarray(row.first, row.first + row.count));
  const numbers: string[] = [];
  for (const row of rows) readNumbers(from, row.count, numbers);
  const [xs, ys] = [readCoordinates(from, rows, seatCount), readCoordinates(from, rows, seatCount)];
  const seatIds = readIds(from, seatCount);
  const flags = new Uint8Array(seatCount);
  from.runs(seatCount, 255, (value, ordinal) => {
    flags[ordinal] = value;
  });
  const tableOf = new Int32Array(seatCount);
  from.runs(seatCount, tables.length, (value, ordinal) => {
    tableOf[ordinal] = value - 1;
  });
  const companionOf = readCompanions(from, seatCount);
  if (!from.isAtEnd()) throw new MalformedBytes('something follows the seat map');
  const seats = { seatCount, seatIds, rowOf, positions, numbers, x: xs, y: ys, flags, tableOf, companionOf };
  return { width, height, focus: { x, y }, zones, rows, tables, ...seats };
}

function writeZones(out: ByteWriter, zones: readonly ChartZone[]): void {
  out.varint(zones.length);
  for (const { id, code, name, kind, parent, capacity } of zones) {
    if (uuid.test(id)) {
      out.byte(1);
      for (const pair of id.replaceAll('-', '').match(/../g) ?? []) out.byte(Number.parseInt(pair, 16));
    } else {
      out.byte(0);
      out.text(id);
    }
    out.text(code);
    out.text(name);
    out.byte(kinds.indexOf(kind));
    out.varint(parent === null ? 0 : parent + 1);
    out.varint(capacity);
  }
}

function readZones(from: ByteReader): ChartZone[] {
  const count = from.varint(zonesMax);
  return Array.from({ length: count }, () => {
    const id = from.byte() === 1 ? readUuid(from) : from.text();
    const [code, name] = [from.text(), from.text()];
    const kind = kinds[from.byte()];
    if (!kind) throw new MalformedBytes('a zone of an unknown kind');
    const parent = from.varint(count);
    return { id, code, name, kind, parent: parent === 0 ? null : parent - 1, capacity: from.varint() };
  });
}

function readUuid(from: ByteReader): string {
  const hex = Array.from({ length: 16 }, () => from.byte().toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function writeRows(out: ByteWriter, rows: readonly ChartRow[]): void {
  out.varint(rows.length);
  let before = { zone: 0, label: '', position: 0, count: 0 };
  for (const row of rows) {
    out.zigzag(row.zone - before.zone);
    out.zigzag(row.position - before.position - 1);
    out.zigzag(row.count - before.count);
    const follows = row.label === successor(before.label);
    out.byte(follows ? 1 : 0);
    if (!follows) out.text(row.label);
    before = row;
  }
}

function readRows(from: ByteReader, seatCount: number, zoneCount: number): ChartRow[] {
  let first = 0;
  let before = { zone: 0, label: '', position: 0, count: 0 };
  const rows = Array.from({ length: from.varint(seatCount) }, () => {
    const zone = before.zone + from.zigzag();
    const position = before.position + 1 + from.zigzag();
    const count = before.count + from.zigzag();
    const label = from.byte() === 1 ? successor(before.label) : from.text();
    if (zone < 0 || zone >= zoneCount || count < 1 || first + count > seatCount || !isInt32(position)) {
      throw new MalformedBytes('a row that is nowhere');
    }
    const row: ChartRow = { zone, label, position, first, count };
    first += count;
    before = row;
    return row;
  });
  if (first !== seatCount) throw new MalformedBytes('the rows do not hold the seats');
  return rows;
}

/** What comes after a label: 7 → 8, C → D; nothing comes after Z, AA or Balcon. */
function successor(label: string): string {
  if (/^(0|[1-9]\d{0,8})$/.test(label)) return String(Number(label) + 1);
  return /^[A-Ya-y]$/.test(label) ? String.fromCharCode(label.charCodeAt(0) + 1) : '';
}

/** Along a row they count up by one; gaps are written. */
function writePositions(out: ByteWriter, positions: Int32Array): void {
  const steps = Array.from(positions, (position, index) => position - (index === 0 ? 0 : (positions[index - 1] ?? 0)));
  const [start = 0, ...others] = steps;
  out.zigzag(start);
  const isPlain = others.every((step) => step === 1);
  out.byte(isPlain ? 1 : 0);
  if (!isPlain) for (const step of others) out.zigzag(step);
}

function readPositions(from: ByteReader, positions: Int32Array): void {
  let position = from.zigzag();
  const isPlain = from.byte() === 1;
  for (let index = 0; index < positions.length; index += 1) {
    if (index > 0) position += isPlain ? 1 : from.zigzag();
    if (!isInt32(position)) throw new MalformedBytes('a seat that is nowhere in its row');
    positions[index] = position;
  }
}

const spelled = 0;
const stepping = 1;
const counted = 2;

/** 1, 2, 3 … or by another step: the start and the step; other whole numbers: their differences; anything else: spelled out. */
function writeNumbers(out: ByteWriter, numbers: readonly string[]): void {
  const values = numbers.map((number) => (/^(0|[1-9]\d{0,8})$/.test(number) ? Number(number) : undefined));
  const isCounted = values.every((value) => value !== undefined);
  const steps = values.slice(1).map((value, index) => (value ?? 0) - (values[index] ?? 0));
  const isStepping = isCounted && steps.every((step) => step === steps[0]);
  out.byte(isStepping ? stepping : isCounted ? counted : spelled);
  if (!isCounted) for (const number of numbers) out.text(number);
  else {
    out.varint(values[0] ?? 0);
    for (const step of isStepping ? [steps[0] ?? 0] : steps) out.zigzag(step);
  }
}

function readNumbers(from: ByteReader, count: number, into: string[]): void {
  const way = from.byte();
  if (way > counted) throw new MalformedBytes('seat numbers of an unknown kind');
  if (way === spelled) {
    for (let index = 0; index < count; index += 1) into.push(from.text());
    return;
  }
  let value = from.varint();
  into.push(String(value));
  const step = way === stepping ? from.zigzag() : undefined;
  for (let index = 1; index < count; index += 1) {
    value += step ?? from.zigzag();
    if (!Number.isSafeInteger(value)) throw new MalformedBytes('a seat number that is none');
    into.push(String(value));
  }
}

function writeCoordinates(out: ByteWriter, rows: readonly ChartRow[], metres: Float32Array): void {
  let rowStart = 0;
  for (const { first, count } of rows) {
    let before = rowStart;
    let change = 0;
    for (let ordinal = first; ordinal < first + count; ordinal += 1) {
      const here = centimetres(metres[ordinal] ?? 0);
      out.zigzag(here - before - change);
      // Where a row starts says nothing about how it goes on.
      change = ordinal === first ? 0 : here - before;
      before = here;
      if (ordinal === first) rowStart = here;
    }
  }
}

function readCoordinates(from: ByteReader, rows: readonly ChartRow[], seatCount: number): Float32Array {
  const metres = new Float32Array(seatCount);
  let rowStart = 0;
  for (const { first, count } of rows) {
    let before = rowStart;
    let change = 0;
    for (let ordinal = first; ordinal < first + count; ordinal += 1) {
      const here = before + change + from.zigzag();
      if (!Number.isSafeInteger(here)) throw new MalformedBytes('a seat that is nowhere');
      metres[ordinal] = here / 100;
      change = ordinal === first ? 0 : here - before;
      before = here;
      if (ordinal === first) rowStart = here;
    }
  }
  return metres;
}

/** Ids mostly count up by one, so their differences less one are mostly a long run of nothing. */
function writeIds(out: ByteWriter, ids: Float64Array): void {
  let before = 0;
  const jumps = Array.from(ids, (id) => {
    if (!Number.isSafeInteger(id) || id < 0 || id > idMax) throw new RangeError(`${id} is no id of a seat`);
    const jump = id - before - 1;
    before = id;
    return jump < 0 ? -2 * jump - 1 : 2 * jump;
  });
  out.runs(jumps);
}

// A difference of ids takes one bit more than they do, and has a sign.
const idMax = 2 ** 51;

function readIds(from: ByteReader, seatCount: number): Float64Array {
  const ids = new Float64Array(seatCount);
  let id = 0;
  from.runs(seatCount, Number.MAX_SAFE_INTEGER, (value, ordinal) => {
    id += 1 + (value % 2 === 1 ? -(value + 1) / 2 : value / 2);
    if (id < 0 || id > idMax) throw new MalformedBytes('a seat with an impossible id');
    ids[ordinal] = id;
  });
  return ids;
}

function writeCompanions(out: ByteWriter, companionOf: Int32Array): void {
  const pairs = [...companionOf.entries()].filter(([, place]) => place >= 0);
  out.varint(pairs.length);
  let before = 0;
  for (const [ordinal, place] of pairs) {
    out.varint(ordinal - before);
    out.zigzag(place - ordinal);
    before = ordinal;
  }
}

function readCompanions(from: ByteReader, seatCount: number): Int32Array {
  const companionOf = new Int32Array(seatCount).fill(-1);
  let ordinal = 0;
  for (let left = from.varint(seatCount); left > 0; left -= 1) {
    ordinal += from.varint(seatCount);
    const place = ordinal + from.zigzag();
    if (ordinal >= seatCount || place < 0 || place >= seatCount) throw new MalformedBytes('a companion of nobody');
    companionOf[ordinal] = place;
  }
  return companionOf;
}

function centimetres(metres: number): number {
  const rounded = Math.round(metres * 100);
  if (!Number.isSafeInteger(rounded) || Math.abs(rounded) > 2 ** 30) throw new RangeError(`${metres} m is nowhere`);
  // Minus nought is nought.
  return rounded + 0;
}

function isInt32(value: number): boolean {
  return value === Math.trunc(value) && Math.abs(value) < 2 ** 31;
}
