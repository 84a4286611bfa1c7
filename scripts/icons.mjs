/** Makes the icons of the installed page, `demo/public/icons/`, from `demo/app/icon.svg`: run it when that changes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright';
import { BROWSER_FLAGS, findBrowser } from '../test/support/find-browser.mjs';

const OUT = 'demo/public/icons';
const PAPER = '#fdfcf9';
/** `part`: how much of the width the drawing takes. Systems cut a maskable icon to a circle of four fifths. */
const ICONS = [
  { name: 'icon-192', size: 192, part: 0.88, ground: 'transparent' },
  { name: 'icon-512', size: 512, part: 0.88, ground: 'transparent' },
  { name: 'maskable-512', size: 512, part: 0.58, ground: PAPER },
];

const svg = await readFile('demo/app/icon.svg', 'utf8');
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
const page = await browser.newPage();
await mkdir(OUT, { recursive: true });
for (const { name, size, part, ground } of ICONS) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>html,body{margin:0;height:100%;background:${ground}}body{display:grid;place-items:center}svg{width:${part * 100}%;height:${part * 100}%}</style>${svg}`,
  );
  await writeFile(`${OUT}/${name}.png`, await page.screenshot({ omitBackground: true }));
}
await browser.close();
