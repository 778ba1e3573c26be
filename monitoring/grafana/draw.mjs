// Asks Prometheus what the pages ask, as Grafana does, and has chromium draw the answers with page.jsx.
import { build } from 'esbuild';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

const WIDTH = 1520; // what Grafana's page has on a screen of 1,600
const SCRAPE = 5; // s, timeInterval of the data source
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const ORIGIN = 'http://grafana.invalid/';
const STYLE = `h1 { margin: 8px 0 12px; font-size: 18px } body { padding: 0 16px 8px }
  .panel-empty { display: flex; height: 100%; align-items: center; justify-content: center; opacity: .65 }`;

/** One picture for each page; what is wrong with them is returned. */
export async function draw(pages, { prometheus, minutes, executablePath, directory }) {
  const { js, css } = await bundle();
  const profile = mkdtempSync(join(tmpdir(), 'check-grafana-'));
  const browser = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, viewport: { width: WIDTH + 32, height: 900 } });
  const faults = [];
  try {
    for (const [name, page] of Object.entries(pages)) {
      const input = { page, width: WIDTH, ...await ask(prometheus, page, minutes) };
      const tab = await browser.newPage();
      tab.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
      await tab.route('**/*', (route) => serve(route, css));
      await tab.goto(ORIGIN);
      await tab.addScriptTag({ content: js });
      await tab.evaluate((given) => window.draw(given), input);
      await tab.waitForFunction(() => document.title === 'drawn');
      for (const title of await tab.evaluate(cut)) faults.push(`${name}, ${title}: the title does not fit`);
      const picture = join(directory, `grafana-${name}.png`);
      await tab.screenshot({ path: picture, fullPage: true });
      console.log(picture, Math.round(statSync(picture).size / 1024), 'KiB');
      await tab.close();
    }
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
  return faults;
}

/** The empty page, and icons, which Grafana's server has at this path; the browser needs an origin, but reaches nothing. */
function serve(route, css) {
  const path = new URL(route.request().url()).pathname;
  if (path === '/') return route.fulfill({ contentType: 'text/html', body: `<!doctype html><meta charset="utf-8"><style>${css} ${STYLE}</style><div id="page"></div>` });
  const icon = join(import.meta.dirname, 'node_modules/@grafana/ui/dist/public', path.replace(/^\/public\/(build\/)?/, ''));
  return existsSync(icon) ? route.fulfill({ path: icon }) : route.fulfill({ status: 404 });
}

/** Runs in the browser: titles of which a part is hidden. */
const cut = () => [...document.querySelectorAll('.panel')]
  .filter((panel) => [...panel.querySelectorAll('h2, h2 *')].some((part) => part.scrollWidth > part.clientWidth + 1))
  .map((panel) => panel.dataset.title);

/** Code and styles of page.jsx. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.jsx')], bundle: true, write: false, outdir: '/', minify: true, format: 'iife',
    jsx: 'automatic', define: { 'process.env.NODE_ENV': '"production"', global: 'window' }, logLevel: 'error',
    loader: { '.ttf': 'empty', '.svg': 'dataurl', '.woff': 'empty', '.woff2': 'dataurl' },
  });
  return Object.fromEntries(outputFiles.map((file) => [extname(file.path).slice(1), file.text]));
}

/** Every panel's series; step and $__rate_interval as Grafana's data source makes them. */
async function ask(prometheus, page, minutes) {
  const points = WIDTH / 2;
  const step = Math.max(SCRAPE, Math.ceil(minutes * 60 / points));
  const to = Math.floor(Date.now() / 1000 / step) * step;
  const from = to - minutes * 60;
  const rate = `${Math.max(step + SCRAPE, 4 * SCRAPE)}s`;
  const answers = await Promise.all(page.panels.map(async (panel) => (await Promise.all(panel.targets.map(async (target) => {
    const query = new URLSearchParams({ query: target.expr.replaceAll('$__rate_interval', rate), start: from, end: to, step });
    const answer = await (await fetch(`${prometheus}/api/v1/query_range?${query}`)).json();
    if (answer.status !== 'success') throw new Error(`${panel.title}: ${answer.error}`);
    return answer.data.result.map(({ metric, values }) => ({
      refId: target.refId, labels: metric, step: step * 1000, name: legend(target.legendFormat, metric),
      times: values.map(([time]) => time * 1000), values: values.map(([, value]) => Number(value)),
    }));
  }))).flat()));
  return { answers, from: from * 1000, to: to * 1000 };
}

/** As Prometheus' data source fills in a legend. */
const legend = (format, labels) => format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name) => labels[name] ?? '');
