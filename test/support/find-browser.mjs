import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const INSTALLED = [
  process.env['VALUE_TAGGER_BROWSER'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
];

const installed = () => INSTALLED.find((path) => path && existsSync(path)) ?? (existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined);

/** Runs a command; its output is shown only where it fails. */
function attempt(command, args) {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 600_000 });
    return true;
  } catch (error) {
    console.error(`${command} ${args.join(' ')} failed: ${String(error.stderr ?? error.message).trim().split('\n').at(-1)}`);
    return false;
  }
}

const steps = [
  { what: 'downloading a browser', run: () => attempt(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium']) },
  {
    what: 'installing the Debian package chromium',
    run: () => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && attempt('apt-get', ['update']) && attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']),
  },
];

/**
 * Path of a Chromium-like browser: an installed one, else Playwright's own download, else, as root on Debian, the
 * package.
 * @throws where none can be had, with the command to type
 */
export function findBrowser() {
  const found = installed();
  if (found) return found;
  for (const { what, run } of steps) {
    console.log(`No browser is installed: ${what} …`);
    if (run()) {
      const now = installed();
      if (now) return now;
    }
  }
  throw new Error('The browser tests need Chrome, Chromium or Edge, and none was found. Install one, for example with\n    sudo apt-get install chromium\nor name one: VALUE_TAGGER_BROWSER=/path/to/chrome npm test');
}

/** Flags for a quiet browser without accounts, updates or a sandbox (which root cannot have). */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Flags that give a software WebGPU adapter: right, and about a hundred times slower than the CPU. */
export const SOFTWARE_WEBGPU_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
