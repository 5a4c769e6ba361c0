import type { Palette } from './palette.ts';

type Canvas = {
  readonly palette: Palette;
  readonly random: () => number;
  readonly width: number;
  readonly height: number;
};
export type Motif = (canvas: Canvas) => string;

export const motifs = { waves, spotlight, floodlights, lasers, lines, curtain, arches, mosaic } as const;

function waves({ palette, random, width, height }: Canvas): string {
  const moonX = width * (0.3 + random() * 0.4);
  const crests = times(13, (index) => {
    const base = height * (0.46 + index * 0.045);
    const swing = 10 + index * 2.4;
    const length = 90 + random() * 120;
    const shift = random() * length;
    const points = times(25, (step) => {
      const x = (step / 24) * width;
      return `${round(x)} ${round(base + Math.sin((x + shift) / (length / 3)) * swing)}`;
    });
    const ink = index % 3 === 0 ? palette.b : palette.a;
    return `<path d="M0 ${height}L${points.join('L')}L${width} ${height}z" fill="${palette.deep}" fill-opacity="0.42" stroke="${ink}" stroke-opacity="${round(0.9 - index * 0.055)}" stroke-width="${round(1 + index * 0.14)}"/>`;
  });
  return [
    `<circle cx="${round(moonX)}" cy="205" r="190" fill="url(#lamp)" opacity="0.5"/>`,
    `<circle cx="${round(moonX)}" cy="205" r="84" fill="${palette.c}"/>`,
    stars(random, width, 260, palette.c),
    ...crests,
  ].join('');
}

function spotlight({ palette, random, width, height }: Canvas): string {
  const floor = height * 0.8;
  const beams = times(5, (index) => {
    const top = width * (0.12 + index * 0.19);
    const foot = width * (0.5 + (index - 2) * 0.04 + (random() - 0.5) * 0.2);
    const spread = 44 + random() * 60;
    return `<path d="M${round(top - 7)} -10h14L${round(foot + spread)} ${floor}H${round(foot - spread)}z" fill="url(#beam)" opacity="${round(0.3 + random() * 0.4)}"/>`;
  });
  return [
    `<g filter="url(#soft)">${beams.join('')}</g>`,
    `<ellipse cx="${width / 2}" cy="${floor}" rx="215" ry="44" fill="url(#lamp)" opacity="0.95"/>`,
    `<ellipse cx="${width / 2}" cy="${floor}" rx="150" ry="22" fill="none" stroke="${palette.c}" stroke-opacity="0.5"/>`,
    // A microphone on its stand.
    `<g fill="none" stroke="${palette.deep}" stroke-width="7" stroke-linecap="round"><path d="M240 ${floor}V345"/><path d="M206 ${floor + 8}q34-22 68 0"/></g>`,
    `<rect x="222" y="282" width="36" height="66" rx="18" fill="${palette.deep}" stroke="${palette.b}" stroke-width="3"/>`,
    stars(random, width, floor, palette.c),
  ].join('');
}

function floodlights({ palette, random, width, height }: Canvas): string {
  const horizon = height * 0.58;
  const pylon = (x: number, lean: number) =>
    [
      `<path d="M${x} 152L${x + lean * 260} ${height}H${x + lean * 520}L${x + lean * 40} 152z" fill="url(#beam)" opacity="0.5"/>`,
      `<path d="M${x} 190V${horizon}" stroke="${palette.deep}" stroke-width="8"/>`,
      `<circle cx="${x}" cy="150" r="130" fill="url(#lamp)" opacity="0.85"/>`,
      ...times(12, (lamp) => {
        const column = lamp % 4;
        const row = Math.floor(lamp / 4);
        return `<circle cx="${x - 33 + column * 22}" cy="${128 + row * 22}" r="8" fill="${palette.c}"/>`;
      }),
    ].join('');
  const stripes = times(7, (index) => {
    const left = -240 + index * 140;
    return `<path d="M${width / 2 + (left - width / 2) * 0.42} ${horizon}L${left} ${height}h70L${width / 2 + (left + 70 - width / 2) * 0.42} ${horizon}z" fill="${palette.a}" fill-opacity="0.16"/>`;
  });
  return [
    stars(random, width, 300, palette.c),
    `<path d="M0 ${horizon - 66}Q${width / 2} ${horizon - 8} ${width} ${horizon - 66}V${horizon}H0z" fill="${palette.deep}" fill-opacity="0.85"/>`,
    ...times(
      70,
      () =>
        `<circle cx="${round(random() * width)}" cy="${round(horizon - 6 - random() * 38)}" r="1.3" fill="${palette.b}" opacity="${round(0.25 + random() * 0.7)}"/>`,
    ),
    `<rect y="${horizon}" width="${width}" height="${height - horizon}" fill="${palette.mid}"/>`,
    ...stripes,
    `<g fill="none" stroke="${palette.c}" stroke-opacity="0.75" stroke-width="3"><path d="M0 ${horizon + 92}H${width}"/><ellipse cx="${width / 2}" cy="${horizon + 92}" rx="112" ry="38"/></g>`,
    pylon(92, 0.35),
    pylon(width - 92, -0.35),
  ].join('');
}

function lasers({ palette, random, width }: Canvas): string {
  const inks = [palette.a, palette.b, palette.c];
  const fans = times(3, (fan) => {
    const x = width * (0.12 + fan * 0.38);
    const ink = inks[fan] ?? palette.a;
    const rays = times(13, (ray) => {
      const angle = Math.PI * (0.12 + (ray / 12) * 0.76) + (random() - 0.5) * 0.04;
      return `M${round(x)} 470L${round(x + Math.cos(angle) * 800)} ${round(470 - Math.sin(angle) * 800)}`;
    });
    return `<path d="${rays.join('')}" stroke="${ink}" stroke-width="7" opacity="0.24" filter="url(#soft)"/><path d="${rays.join('')}" stroke="${ink}" stroke-width="1.6" opacity="0.9"/><circle cx="${round(x)}" cy="470" r="70" fill="url(#lamp)" opacity="0.8"/>`;
  });
  const heads = times(17, (index) => {
    const x = index * 31 + random() * 12 - 10;
    const y = 520 + random() * 26;
    const arm =
      random() > 0.55
        ? `<path d="M${round(x + 13)} ${round(y + 34)}L${round(x + 24)} ${round(y - 44)}" stroke="#05060c" stroke-width="9" stroke-linecap="round"/>`
        : '';
    return `${arm}<circle cx="${round(x)}" cy="${round(y)}" r="14"/><rect x="${round(x - 23)}" y="${round(y + 14)}" width="46" height="100" rx="20"/>`;
  });
  return [...fans, `<g fill="#05060c">${heads.join('')}</g>`].join('');
}

function lines({ palette, random, width, height }: Canvas): string {
  const centreX = width * (random() > 0.5 ? 0.78 : 0.22);
  const arcs = times(
    15,
    (index) => `<circle cx="${round(centreX)}" cy="${round(height * 0.38)}" r="${40 + index * 25}"/>`,
  );
  const staves = times(5, (index) => {
    const y = height * 0.66 + index * 24;
    return `<path d="M-10 ${round(y + 40)}C${width * 0.3} ${round(y - 80)} ${width * 0.6} ${round(y + 90)} ${width + 10} ${round(y - 50)}"/>`;
  });
  const beads = times(6, (index) => {
    const x = 40 + index * 76 + random() * 20;
    const y = height * 0.7 + Math.sin(index * 1.4) * 34 + random() * 24;
    return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(5 + random() * 6)}"/>`;
  });
  return [
    `<g fill="none" stroke="${palette.a}" stroke-width="1.5" opacity="0.55">${arcs.join('')}</g>`,
    `<circle cx="${round(centreX)}" cy="${round(height * 0.38)}" r="78" fill="${palette.b}"/>`,
    `<circle cx="${round(centreX)}" cy="${round(height * 0.38)}" r="200" fill="url(#lamp)" opacity="0.35"/>`,
    `<g fill="none" stroke="${palette.c}" stroke-width="2.5" opacity="0.9">${staves.join('')}</g>`,
    `<g fill="${palette.c}">${beads.join('')}</g>`,
  ].join('');
}

function curtain({ palette, random, width, height }: Canvas): string {
  const folds = (from: number, to: number, hem: number) =>
    times(8, (index) => {
      const wide = (to - from) / 8;
      const x = from + index * wide;
      const drop = hem + Math.sin(index * 1.1) * 16 + random() * 10;
      const ink = index % 2 ? palette.a : palette.mid;
      return `<path d="M${round(x)} -5h${round(wide + 1)}V${round(drop)}q${round(-wide / 2)} 26 ${round(-wide - 1)} 0z" fill="${ink}" fill-opacity="${round(0.55 + random() * 0.35)}"/><path d="M${round(x + wide * 0.3)} 0V${round(drop)}" stroke="${palette.deep}" stroke-opacity="0.5" stroke-width="${round(wide * 0.34)}"/>`;
    }).join('');
  return [
    `<ellipse cx="${width / 2}" cy="${height * 0.86}" rx="250" ry="120" fill="url(#lamp)"/>`,
    `<path d="M${width / 2 - 26} -10h52L${width / 2 + 130} ${height * 0.84}H${width / 2 - 130}z" fill="url(#beam)" opacity="0.7" filter="url(#soft)"/>`,
    `<path d="M${width / 2 - 46} ${height * 0.84}q46-150 92 0z" fill="${palette.deep}" fill-opacity="0.85"/><circle cx="${width / 2}" cy="${height * 0.62}" r="27" fill="${palette.deep}" fill-opacity="0.85"/>`,
    folds(-10, width * 0.33, height * 0.93),
    folds(width * 0.67, width + 10, height * 0.93),
    folds(-10, width + 10, 92),
    `<path d="M0 104h${width}" stroke="${palette.b}" stroke-width="5" stroke-dasharray="2 7"/>`,
  ].join('');
}

function arches({ palette, random, width, height }: Canvas): string {
  const nested = times(7, (index) => {
    const wide = 430 - index * 58;
    const high = 540 - index * 66;
    const x = width / 2 - wide / 2 + (random() - 0.5) * 6;
    const foot = height * 0.9 - index * 12;
    const ink = index % 2 ? palette.deep : palette.mid;
    return `<path d="M${round(x)} ${round(foot)}V${round(foot - high + wide / 2)}a${wide / 2} ${wide / 2} 0 0 1 ${wide} 0V${round(foot)}z" fill="${ink}" stroke="${palette.a}" stroke-opacity="${round(0.25 + index * 0.1)}" stroke-width="2.5"/>`;
  });
  return [
    ...nested,
    `<circle cx="${width / 2}" cy="${height * 0.62}" r="170" fill="url(#lamp)" opacity="0.9"/>`,
    `<circle cx="${width / 2}" cy="${height * 0.66}" r="26" fill="${palette.c}"/>`,
    `<path d="M${width / 2 - 20} ${height * 0.78}L-40 ${height}H${width + 40}L${width / 2 + 20} ${height * 0.78}z" fill="${palette.b}" fill-opacity="0.28"/>`,
  ].join('');
}

function mosaic({ palette, random, width, height }: Canvas): string {
  const side = 60;
  const inks = [palette.a, palette.b, palette.c, palette.mid, palette.mid, palette.deep];
  const tiles = times((width / side) * (height / side), (index) => {
    const x = (index % (width / side)) * side;
    const y = Math.floor(index / (width / side)) * side;
    const ink = inks[Math.floor(random() * inks.length)] ?? palette.mid;
    const shade = round(0.35 + random() * 0.6);
    if (random() > 0.72) return `<circle cx="${x + 30}" cy="${y + 30}" r="26" fill="${ink}" opacity="${shade}"/>`;
    const corner = [3, 3, 26][Math.floor(random() * 3)] ?? 3;
    return `<rect x="${x + 3}" y="${y + 3}" width="54" height="54" rx="${corner}" fill="${ink}" opacity="${shade}"/>`;
  });
  return `${tiles.join('')}<circle cx="${width * 0.62}" cy="${height * 0.34}" r="220" fill="url(#lamp)" opacity="0.55"/>`;
}

function stars(random: () => number, width: number, below: number, ink: string): string {
  return times(
    34,
    () =>
      `<circle cx="${round(random() * width)}" cy="${round(random() * below)}" r="${round(0.6 + random() * 1.3)}" fill="${ink}" opacity="${round(0.2 + random() * 0.7)}"/>`,
  ).join('');
}

function times(count: number, make: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
