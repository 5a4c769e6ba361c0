import type { GatePlan, SeatFlag, SeatPlan, ZonePlan } from './plans.ts';

/**
 * A bowl of two tiers around a running track and a pitch of 68 × 105 metres whose ends lie north and south; y grows
 * southwards. Rows are ellipses, sectors are slices of a tier, numbered clockwise as seen from above, starting in the north-west corner.
 */
export const bowl = { width: 210, height: 246, centreX: 105, centreY: 123, pitchWidth: 68, pitchLength: 105 } as const;

export type Stand = 'nord' | 'est' | 'sud' | 'ouest';

export type Sector = {
  readonly code: string;
  readonly name: string;
  readonly stand: Stand;
  readonly tier: 'lower' | 'upper';
  /** Its middle, in turns clockwise from north: 0.25 is east. */
  readonly bearing: number;
  readonly seats: readonly Omit<SeatPlan, 'zone'>[];
};

type Tier = {
  name: 'lower' | 'upper';
  /** Half axes of the first row. */
  halfWidth: number;
  halfLength: number;
  rows: number;
  sectors: number;
  firstNumber: number;
};

const tiers: readonly Tier[] = [
  { name: 'lower', halfWidth: 56, halfLength: 74, rows: 22, sectors: 40, firstNumber: 101 },
  { name: 'upper', halfWidth: 77, halfLength: 95, rows: 26, sectors: 48, firstNumber: 201 },
];
const rowDepth = 0.8;
const seatWidth = 0.5;
const wheelchairWidth = 1;
const stairWidth = 1.2;
const stands: readonly Stand[] = ['nord', 'est', 'sud', 'ouest'];
const standNames: Readonly<Record<Stand, string>> = {
  nord: 'Tribune Nord',
  est: 'Tribune Est',
  sud: 'Virage Sud',
  ouest: 'Tribune Ouest',
};

/** All sectors, tier by tier. */
export function buildSectors(): Sector[] {
  return tiers.flatMap((tier) => {
    const rows = Array.from({ length: tier.rows }, (_, row) =>
      measureEllipse(tier.halfWidth + row * rowDepth, tier.halfLength + row * rowDepth),
    );
    return Array.from({ length: tier.sectors }, (_, index) => buildSector(tier, rows, index));
  });
}

function buildSector(tier: Tier, rows: readonly Ellipse[], index: number): Sector {
  // Sector 0 begins in the north-west corner, an eighth of a turn before north.
  const from = index / tier.sectors - 1 / 8;
  const to = (index + 1) / tier.sectors - 1 / 8;
  const stand = stands[Math.floor((index * 4) / tier.sectors)] ?? 'nord';
  const number = tier.firstNumber + index;
  const onConcourse = tier.name === 'lower' && (stand === 'ouest' || stand === 'est') && index % 2 === 0;
  return {
    code: `${stand.charAt(0).toUpperCase()}${number}`,
    name: `Secteur ${number}`,
    stand,
    tier: tier.name,
    bearing: ((((from + to) / 2) % 1) + 1) % 1,
    seats: rows.flatMap((ellipse, row) => {
      // Wheelchairs enter from the concourse, which runs behind the last row of the lower tier.
      const accessible = onConcourse && row === tier.rows - 1;
      return buildRow(ellipse, { from, to, row, accessible });
    }),
  };
}

function buildRow(
  ellipse: Ellipse,
  { from, to, row, accessible }: { from: number; to: number; row: number; accessible: boolean },
): Omit<SeatPlan, 'zone'>[] {
  const start = ellipse.lengthTo(from) + stairWidth / 2;
  const end = ellipse.lengthTo(to) - stairWidth / 2;
  const fitting = Math.floor((end - start) / (accessible ? wheelchairWidth : seatWidth));
  const count = accessible ? fitting - (fitting % 2) : fitting;
  const step = (end - start) / count;
  return Array.from({ length: count }, (_, position) => {
    const { x, y } = ellipse.pointAt(start + (position + 0.5) * step);
    return {
      row: String(row + 1),
      rowPosition: row,
      number: String(position + 1),
      numberPosition: position,
      x,
      y,
      flags: flagsOf(position, count, accessible),
      ...(accessible && position % 2 === 1 ? { companionOf: String(position) } : {}),
    };
  });
}

function flagsOf(position: number, count: number, accessible: boolean): SeatFlag[] {
  if (accessible) return [position % 2 === 0 ? 'wheelchair' : 'companion'];
  return position === 0 || position === count - 1 ? ['aisle'] : [];
}

type Ellipse = {
  /** Metres along the ellipse from north to this many turns, clockwise; negative before north. */
  lengthTo(turns: number): number;
  pointAt(length: number): { x: number; y: number };
};

/** An ellipse has no closed form for its length, so it is walked in short steps from −1/4 to 5/4 of a turn. */
function measureEllipse(halfWidth: number, halfLength: number): Ellipse {
  const steps = 1500;
  const firstTurn = -0.25;
  const turnsAStep = 1.5 / steps;
  const pointAtTurn = (turns: number) => ({
    x: bowl.centreX + halfWidth * Math.sin(turns * 2 * Math.PI),
    y: bowl.centreY - halfLength * Math.cos(turns * 2 * Math.PI),
  });
  const lengths = new Float64Array(steps + 1);
  let before = pointAtTurn(firstTurn);
  for (let step = 1; step <= steps; step += 1) {
    const point = pointAtTurn(firstTurn + step * turnsAStep);
    lengths[step] = (lengths[step - 1] ?? 0) + Math.hypot(point.x - before.x, point.y - before.y);
    before = point;
  }
  const lengthFromStart = (turns: number): number => {
    const step = (turns - firstTurn) / turnsAStep;
    const whole = Math.min(Math.floor(step), steps - 1);
    const low = lengths[whole] ?? 0;
    return low + (step - whole) * ((lengths[whole + 1] ?? low) - low);
  };
  const north = lengthFromStart(0);
  return {
    lengthTo: (turns) => lengthFromStart(turns) - north,
    pointAt: (length) => {
      const wanted = length + north;
      let low = 0;
      let high = steps;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((lengths[middle] ?? 0) <= wanted) low = middle;
        else high = middle;
      }
      const lowLength = lengths[low] ?? 0;
      const part = (wanted - lowLength) / ((lengths[high] ?? lowLength + 1) - lowLength);
      return pointAtTurn(firstTurn + (low + part) * turnsAStep);
    },
  };
}

/** Stands as groups, each before its sectors. */
export function zonesOf(sectors: readonly Sector[]): ZonePlan[] {
  return stands.flatMap((stand) => {
    const own = sectors.filter((sector) => sector.stand === stand);
    if (own.length === 0) return [];
    return [
      { code: stand, name: standNames[stand], kind: 'group' },
      ...own.map(({ code, name }): ZonePlan => ({ code, name, kind: 'seated', parent: stand })),
    ];
  });
}

export function seatsOf(sectors: readonly Sector[]): SeatPlan[] {
  return sectors.flatMap(({ code, seats }) => seats.map((seat) => ({ zone: code, ...seat })));
}

/** Gates A to H, clockwise from north, each serving an eighth of the bowl by two to four access points. */
export function gatesOf(sectors: readonly Sector[], pitchZones: readonly string[] = []): GatePlan[] {
  const accessPointCounts = [3, 2, 4, 3, 4, 2, 4, 3];
  return accessPointCounts.flatMap((accessPointCount, eighth) => {
    const code = String.fromCharCode(65 + eighth);
    const served = sectors.filter(({ bearing }) => Math.floor(bearing * 8) === eighth).map((sector) => sector.code);
    // The pitch is reached through the two southern tunnels.
    const zones = eighth === 3 || eighth === 4 ? [...served, ...pitchZones] : served;
    if (zones.length === 0) return [];
    const accessPoints = Array.from({ length: accessPointCount }, (_, index) => `${code}${index + 1}`);
    return [{ code, name: `Porte ${code}`, zones, accessPoints }];
  });
}
