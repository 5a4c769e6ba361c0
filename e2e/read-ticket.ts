import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from '@playwright/test';
import jsQR from 'jsqr';

const pdfjs = readFileSync(
  createRequire(import.meta.url)
    .resolve('unpdf')
    .replace(/index\.\w+$/, 'pdfjs.mjs'),
  'utf8',
);

type Rendered = { width: number; height: number; pixels: string; text: string };

/** A reader that does not find a code in one picture takes another: from how near, in pixels a point. */
const scales = [2, 3, 1.5, 4];

/** Draws each page of a PDF as a reader would, and reads the QR code off the picture. */
export async function codesInPdf(
  browser: Browser,
  pdf: Uint8Array,
): Promise<{ code: string | undefined; text: string }[]> {
  const page = await browser.newPage();
  try {
    await page.goto('about:blank');
    const read: { code: string | undefined; text: string }[] = [];
    for (const scale of scales) {
      const pages = await page.evaluate(renderPages, { pdfjs, pdf: Buffer.from(pdf).toString('base64'), scale });
      for (const [index, { width, height, pixels, text }] of pages.entries()) {
        const found = jsQR.default(new Uint8ClampedArray(Buffer.from(pixels, 'base64')), width, height);
        read[index] = { code: read[index]?.code ?? found?.data, text };
      }
      if (read.every(({ code }) => code !== undefined)) break;
    }
    return read;
  } finally {
    await page.close();
  }
}

/** Runs in the browser. */
async function renderPages(given: { pdfjs: string; pdf: string; scale: number }): Promise<Rendered[]> {
  const address = URL.createObjectURL(new Blob([given.pdfjs], { type: 'text/javascript' }));
  const { getDocument } = await import(address);
  const bytes = Uint8Array.from(atob(given.pdf), (letter) => letter.charCodeAt(0));
  const opened = await getDocument({ data: bytes }).promise;
  const rendered: Rendered[] = [];
  for (let number = 1; number <= opened.numPages; number += 1) {
    const sheet = await opened.getPage(number);
    const viewport = sheet.getViewport({ scale: given.scale });
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(viewport.width);
    canvas.height = Math.ceil(viewport.height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    await sheet.render({ canvasContext: context, canvas, viewport }).promise;
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    let letters = '';
    for (let start = 0; start < data.length; start += 32_768)
      letters += String.fromCharCode(...data.subarray(start, start + 32_768));
    const content = await sheet.getTextContent();
    const text = content.items.map((item: { str?: string }) => item.str ?? '').join(' ');
    rendered.push({ width, height, pixels: btoa(letters), text });
  }
  return rendered;
}
