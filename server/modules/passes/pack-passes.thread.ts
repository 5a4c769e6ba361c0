import { PKPass } from 'passkit-generator';
import { answerJobs } from '../../platform/thread.ts';
import { drawMark } from './draw-mark.ts';
import type { PackJob } from './pack-passes.ts';

const images = Object.fromEntries(
  [1, 2, 3].flatMap((scale) => {
    const suffix = scale === 1 ? '' : `@${scale}x`;
    return [
      [`icon${suffix}.png`, drawMark(29 * scale, { padding: 5, hasGround: true })],
      [`logo${suffix}.png`, drawMark(50 * scale, { padding: 4, hasGround: false })],
    ] as const;
  }),
);

answerJobs<PackJob, Uint8Array>(async ({ passes, issuer, isBundle }) => {
  const certificates = { wwdr: issuer.authority, signerCert: issuer.certificate, signerKey: issuer.key };
  const made = passes.map(({ json, strings }) => {
    const pass = new PKPass({ ...images, 'pass.json': Buffer.from(JSON.stringify(json)) }, certificates);
    for (const [language, words] of Object.entries(strings)) pass.localize(language, { ...words });
    return pass;
  });
  const [first] = made;
  if (!first) throw new Error('no pass to pack');
  return isBundle ? PKPass.pack(...made).getAsBuffer() : first.getAsBuffer();
});
