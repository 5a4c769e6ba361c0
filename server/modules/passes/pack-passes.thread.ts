import { readFileSync } from 'node:fs';
import { PKPass } from 'passkit-generator';
import { answerJobs } from '../../platform/thread.ts';
import type { PackJob } from './pack-passes.ts';

/** At one, two and three pixels a point. */
const images = Object.fromEntries(
  ['icon.png', 'icon@2x.png', 'icon@3x.png', 'logo.png', 'logo@2x.png', 'logo@3x.png'].map((name) => [
    name,
    readFileSync(new URL(`images/${name}`, import.meta.url)),
  ]),
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
