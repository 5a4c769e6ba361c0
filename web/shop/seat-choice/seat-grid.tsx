import { type KeyboardEvent, memo, useCallback, useMemo, useRef, useState } from 'react';
import { useLanguage } from '../../languages/use-language.ts';
import type { Tier } from '../offers.ts';
import type { Seat } from '../wire.ts';
import { SeatButton } from './seat-button.tsx';
import type { Selection } from './use-selection.ts';

type Row = { readonly name: string; readonly seats: readonly Seat[] };

/**
 * Rows of seats as a grid of toggle buttons: one stop of the Tab key, then arrows, Home and End.
 * Seats that cannot be had stay reachable and say why.
 */
export function SeatGrid({
  label,
  seats,
  tiers,
  selection,
  lone,
}: {
  label: string;
  seats: readonly Seat[];
  tiers: readonly Tier[];
  selection: Selection;
  lone: ReadonlySet<string>;
}) {
  const grid = useRef<HTMLTableElement>(null);
  const rows = useMemo(() => rowsOf(seats), [seats]);
  const [stop, setStop] = useState('');
  const first = seats.find(({ state }) => state === 'available')?.id ?? seats[0]?.id ?? '';
  const active = seats.some(({ id }) => id === stop) ? stop : first;
  const mine = new Set(selection.seats.map(({ id }) => id));

  const move = useCallback((event: KeyboardEvent) => {
    const next =
      grid.current && event.target instanceof HTMLElement
        ? neighbour(grid.current, event.target, event.key)
        : undefined;
    if (!next) return;
    event.preventDefault();
    next.focus();
  }, []);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard.
    <section className="card overflow-x-auto overscroll-x-contain p-3" tabIndex={0} aria-label={label}>
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the table is operated as a grid.
        role="grid"
        aria-label={label}
        className="mx-auto border-separate border-spacing-0"
        onKeyDown={move}
      >
        <tbody>
          {rows.map((row) => (
            <SeatRow
              key={row.name}
              row={row}
              tiers={tiers}
              mine={idsAmong(row, mine)}
              lone={idsAmong(row, lone)}
              active={row.seats.some(({ id }) => id === active) ? active : ''}
              full={selection.full}
              toggle={selection.toggle}
              reach={setStop}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type SeatRowProps = {
  row: Row;
  tiers: readonly Tier[];
  mine: string;
  lone: string;
  active: string;
  full: boolean;
  toggle: (seat: Seat) => void;
  reach: (id: string) => void;
};

const SeatRow = memo(function SeatRow({ row, tiers, mine, lone, active, full, toggle, reach }: SeatRowProps) {
  const { t } = useLanguage();
  const own = mine.split(',');
  const alone = lone.split(',');
  return (
    <tr>
      <th scope="row" className="sticky start-0 z-10 bg-surface pe-3 text-end text-sm font-medium text-muted">
        <span className="sr-only">{t('seat.row')} </span>
        {row.name}
      </th>
      {row.seats.map((seat) => (
        <td key={seat.id} className="p-0">
          <SeatButton
            seat={seat}
            tier={tiers.find(({ id }) => id === seat.tier)}
            mine={own.includes(seat.id)}
            lone={alone.includes(seat.id)}
            reachable={seat.id === active}
            full={full}
            toggle={toggle}
            reach={reach}
          />
        </td>
      ))}
    </tr>
  );
}, sameRow);

/** A row is looked at again only when something in it changed, and then only the seats that did are drawn. */
function sameRow(before: SeatRowProps, after: SeatRowProps): boolean {
  return (
    before.mine === after.mine &&
    before.lone === after.lone &&
    before.active === after.active &&
    before.full === after.full &&
    before.tiers.length === after.tiers.length &&
    before.row.seats.length === after.row.seats.length &&
    before.row.seats.every((seat, index) => seat === after.row.seats[index])
  );
}

function idsAmong({ seats }: Row, chosen: ReadonlySet<string>): string {
  return seats
    .filter(({ id }) => chosen.has(id))
    .map(({ id }) => id)
    .join(',');
}

function rowsOf(seats: readonly Seat[]): readonly Row[] {
  const inOrder = seats.toSorted((a, b) => a.ordinal - b.ordinal);
  return [...Map.groupBy(inOrder, ({ row }) => row)].map(([name, own]) => ({ name, seats: own }));
}

function neighbour(grid: HTMLTableElement, from: HTMLElement, key: string): HTMLElement | undefined {
  const cell = from.closest('td');
  const line = from.closest('tr');
  if (!cell || !line) return undefined;
  const column = cell.cellIndex;
  const seatAt = (row: number, at: number) => grid.rows[row]?.cells[at]?.querySelector('button') ?? undefined;
  const last = (row: number) => (grid.rows[row]?.cells.length ?? 1) - 1;
  const inRow = (row: number) => seatAt(row, Math.min(column, last(row)));
  switch (key) {
    case 'ArrowLeft':
      return seatAt(line.rowIndex, column - 1);
    case 'ArrowRight':
      return seatAt(line.rowIndex, column + 1);
    case 'ArrowUp':
    case 'PageUp':
      return inRow(line.rowIndex - 1);
    case 'ArrowDown':
    case 'PageDown':
      return inRow(line.rowIndex + 1);
    case 'Home':
      return seatAt(line.rowIndex, 1);
    case 'End':
      return seatAt(line.rowIndex, last(line.rowIndex));
    default:
      return undefined;
  }
}
