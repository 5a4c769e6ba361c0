import { execFileSync } from 'node:child_process';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LaunchOptions } from '@playwright/test';
import chromium, { inflate } from '@sparticuz/chromium';

/** Made for one short function call; in a test run they kill the browser with its first page or switch protection off. */
const unwanted =
  /^--(single-process|no-zygote|in-process-gpu|disable-web-security|allow-running-insecure-content|headless|disable-site-isolation-trials)/;

const toolFolder = join(import.meta.dirname, '../.tools');
const packageFolder = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');

/** The Chromium of the registry, unpacked once per version, ready to launch with nothing installed on the machine. */
export async function launchOptions(): Promise<LaunchOptions> {
  const folder = await unpackedChromium();
  const executablePath = join(folder, 'chromium');
  const libraries = lacksLibraries(executablePath) ? { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } : {};
  return {
    executablePath,
    args: [...chromium.args.filter((word) => !unwanted.test(word)), '--disable-background-networking'],
    env: {
      ...definedVariables(process.env),
      ...libraries,
      FONTCONFIG_PATH: join(folder, 'fonts'),
      HOME: join(folder, 'home'),
    },
  };
}

async function unpackedChromium(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : 'any';
  const folder = join(toolFolder, `chromium-${version}`);
  if (await exists(join(folder, 'chromium'))) return folder;
  for (const name of await readdir(toolFolder).catch(() => [])) {
    if (name.startsWith('chromium-')) await rm(join(toolFolder, name), { recursive: true, force: true });
  }
  const draft = `${folder}.${process.pid}`;
  await mkdir(join(draft, 'home'), { recursive: true });
  await unpackInto(draft);
  await writeFile(join(draft, 'fonts', 'fonts.conf'), fontSettings(folder));
  await rename(draft, folder);
  return folder;
}

/** The package unpacks into the temporary folder and takes whatever lies there already, of whatever version. */
async function unpackInto(folder: string): Promise<void> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    await chromium.executablePath();
    await inflate(join(packageFolder, 'bin', 'al2023.tar.br'));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** True on a machine without the NSS libraries a desktop has; the package brings some along. */
function lacksLibraries(executablePath: string): boolean {
  try {
    return execFileSync('ldd', [executablePath], { encoding: 'utf8' }).includes('not found');
  } catch {
    return true;
  }
}

function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts', 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

function definedVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
