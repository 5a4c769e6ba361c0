import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import readerUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

// From our own server: its default is somebody else's, and without a network there is none.
prepareZXingModule({ overrides: { locateFile: () => readerUrl } });

/** The text of a QR code in a picture, if there is one. */
export async function readQr(picture: ImageData): Promise<string | undefined> {
  const [found] = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 });
  return found?.isValid ? found.text : undefined;
}
