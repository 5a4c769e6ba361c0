import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  base: '/scanner/',
  plugins: [tailwindcss(), worker()],
  build: { target: 'es2022', assetsInlineLimit: 0 },
});

/** The service worker, with the list of everything that was built. Fonts of other scripts than ours are left out. */
function worker(): Plugin {
  const folder = import.meta.dirname;
  return {
    name: 'tessera-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const built = Object.keys(bundle).filter((name) => !/(cyrillic|greek|vietnamese)/.test(name));
      const files = ['', ...built.filter((name) => name !== 'index.html'), ...readdirSync(join(folder, 'public'))];
      const source = readFileSync(join(folder, 'worker.js'), 'utf8');
      const hash = createHash('sha256').update(source).update(JSON.stringify(files));
      for (const name of readdirSync(join(folder, 'public'))) hash.update(readFileSync(join(folder, 'public', name)));
      const version = `scanner-${hash.digest('hex').slice(0, 16)}`;
      const filled = source
        .replace('= VERSION;', () => `= ${JSON.stringify(version)};`)
        .replace('= FILES;', () => `= ${JSON.stringify(files)};`);
      this.emitFile({ type: 'asset', fileName: 'worker.js', source: filled });
    },
  };
}
