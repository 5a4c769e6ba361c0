import jsQR from 'jsqr';
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';

export type ReadPage = {
  /** The page's words in reading order. */
  readonly text: string;
  /** What a camera reads from the page's drawing; undefined when it finds no code. */
  readonly code: string | undefined;
  /** Whether any word stands on the drawing. */
  readonly isCodeClear: boolean;
};
export type ReadPdf = { readonly pages: readonly ReadPage[]; readonly title: string; readonly language: string };

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
type Filled = Box & { readonly isDark: boolean };

/** A PDF as its reader gets it: the words, and the QR code decoded from the drawn page. */
export async function readPdf(pdf: Uint8Array): Promise<ReadPdf> {
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const pages: ReadPage[] = [];
  for (let number = 1; number <= document.numPages; number += 1)
    pages.push(await readPage(await document.getPage(number)));
  const { info } = await document.getMetadata();
  return { pages, title: String(fieldOf(info, 'Title')), language: String(fieldOf(info, 'Language')) };
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocumentProxy>>['getPage']>>;

async function readPage(page: Page): Promise<ReadPage> {
  const [, , width = 0, height = 0] = page.view;
  const filled = await listFilled(page, height);
  const { items } = await page.getTextContent();
  const words = items.flatMap((item) => ('str' in item ? [item] : []));
  const onDrawing = words.some(({ transform, width: length, height: letters, str }) => {
    const [left = 0, baseline = 0] = transform.slice(4).map(Number);
    const box = { left, right: left + length, top: height - baseline - letters, bottom: height - baseline };
    return str.trim() !== '' && filled.some((area) => isOver(box, area));
  });
  return { text: words.map(({ str }) => str).join(' '), code: decode(filled, width, height), isCodeClear: !onDrawing };
}

/** The rectangles the page fills, in points from its upper left corner, in the order of drawing. */
async function listFilled(page: Page, height: number): Promise<Filled[]> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const pen = penFor(OPS, height);
  return fnArray.flatMap((operator, index) => {
    const given: unknown[] = argsArray[index] ?? [];
    pen.obey(operator, given);
    return operator === OPS.constructPath && given[0] === OPS.fill ? boxesOf(given[1]).map(pen.fill) : [];
  });
}

type Operators = Awaited<ReturnType<typeof getResolvedPDFJS>>['OPS'];

/** Follows colour and direction. The one transformation tickets are drawn with turns y to run down the page. */
function penFor(OPS: Operators, height: number) {
  let isDark = true;
  let runsDown = false;
  const saved: boolean[] = [];
  return {
    obey: (operator: number, given: readonly unknown[]): void => {
      if (operator === OPS.save) saved.push(runsDown);
      if (operator === OPS.restore) runsDown = saved.pop() ?? false;
      if (operator === OPS.setFillRGBColor) isDark = given[0] !== '#ffffff';
      if (operator !== OPS.transform) return;
      const isTurn = given.join(' ') === [1, 0, 0, -1, 0, height].join(' ');
      if (!isTurn) throw new Error(`a transformation that is not understood here: ${given.join(' ')}`);
      runsDown = !runsDown;
    },
    fill: ({ left, right, top, bottom }: Box): Filled => ({
      left,
      right,
      ...(runsDown ? { top, bottom } : { top: height - bottom, bottom: height - top }),
      isDark,
    }),
  };
}

const [moveTo, lineTo, close] = [0, 1, 4];

function boxesOf(paths: unknown): Box[] {
  const boxes: Box[] = [];
  const [path] = Array.isArray(paths) ? paths : [];
  const numbers = path instanceof Float32Array ? [...path] : [];
  let points: { x: number; y: number }[] = [];
  for (let at = 0; at < numbers.length; ) {
    const operator = numbers[at];
    if (operator === close) {
      const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
      boxes.push({ left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) });
      at += 1;
    } else if (operator === moveTo || operator === lineTo) {
      if (operator === moveTo) points = [];
      points.push({ x: numbers[at + 1] ?? 0, y: numbers[at + 2] ?? 0 });
      at += 3;
    } else throw new Error(`a curve is not understood here: ${operator}`);
  }
  return boxes;
}

function decode(filled: readonly Filled[], width: number, height: number): string | undefined {
  const scale = 2;
  const [columns, lines] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  const pixels = new Uint8ClampedArray(columns * lines * 4).fill(255);
  for (const { left, right, top, bottom, isDark } of filled) {
    for (let y = Math.round(top * scale); y < Math.round(bottom * scale); y += 1) {
      for (let x = Math.round(left * scale); x < Math.round(right * scale); x += 1) {
        pixels.fill(isDark ? 0 : 255, (y * columns + x) * 4, (y * columns + x) * 4 + 3);
      }
    }
  }
  return jsQR.default(pixels, columns, lines, { inversionAttempts: 'dontInvert' })?.data;
}

function isOver(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function fieldOf(record: unknown, name: string): unknown {
  return typeof record === 'object' && record !== null ? new Map(Object.entries(record)).get(name) : undefined;
}
