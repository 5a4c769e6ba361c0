import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

const require = createRequire(import.meta.url);
const files = {
  regular: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
} as const;

const opened = new Map<string, ReturnType<typeof create>>();

/** Registers the fonts `regular` and `bold`, read once a thread: reading them costs twice what drawing two tickets does. */
export function registerFonts(document: PDFKit.PDFDocument): void {
  for (const [name, file] of Object.entries(files)) {
    const font = opened.get(name) ?? create(readFileSync(file));
    opened.set(name, font);
    // pdfkit takes a font that is open already; its types do not say so.
    document.registerFont(name, font as unknown as Uint8Array);
  }
}
