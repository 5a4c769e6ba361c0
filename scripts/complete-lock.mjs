// Run after every `npm install`. A registry that lacks some platform builds of a package (android, riscv64 …) makes npm
// leave their entries out of package-lock.json, and `npm ci` then refuses the lockfile ("Missing: … from lock file").
// This writes the missing optional entries back, with the systems they are for, so that npm never fetches them elsewhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const systems = new Map(
  ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'netbsd', 'sunos', 'win32', 'aix', 'openharmony', 'wasi'].map(
    (name) => [name, name],
  ),
).set('windows', 'win32');

const processors = new Map(
  ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'ppc64le', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'].map(
    (name) => [name, name],
  ),
)
  .set('aarch64', 'arm64')
  .set('amd64', 'x64');

/** The missing optional packages of a lockfile: [path, entry] each. */
export function findMissingEntries(packages) {
  const missing = new Map();
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isInstalledFor(packages, path, name)) continue;
      const version = range.replace(/^[\^~]/, '');
      if (!/^\d+\.\d+\.\d+/.test(version))
        throw new Error(`${path} wants ${name}@${range}: no single version can be told from that.`);
      missing.set(`node_modules/${name}`, stubEntry(name, version, entry.dev === true));
    }
  }
  return [...missing];
}

/** Looks where Node would: beside the package, then in every folder above it. */
function isInstalledFor(packages, path, name) {
  for (let folder = path; ; folder = parentOf(folder)) {
    if (packages[`${folder}${folder === '' ? '' : '/'}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
  }
}

function parentOf(folder) {
  const cut = folder.lastIndexOf('node_modules/');
  return cut <= 0 ? '' : folder.slice(0, cut - 1);
}

function stubEntry(name, version, isDev) {
  const words = name.toLowerCase().split(/[-_/.@]/);
  const os = words.flatMap((word) => systems.get(word) ?? []);
  const cpu = words.flatMap((word) => processors.get(word) ?? []);
  if (cpu.length === 0 && name.includes('arm')) cpu.push('arm');
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : [];
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(isDev && { dev: true }),
    ...(os.includes('linux') && libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = findMissingEntries(lock.packages);
  const byPath = ([a], [b]) => (a < b ? -1 : 1);
  lock.packages = Object.fromEntries([...Object.entries(lock.packages), ...missing].sort(byPath));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    missing.length === 0
      ? 'package-lock.json is complete.'
      : `Added ${missing.length} optional packages to package-lock.json.`,
  );
}
