// What monitoring/check-grafana does once the packages are there.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { draw } from './draw.mjs';
import { overlooked, validate } from './validate.mjs';

const monitoring = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    pictures: { type: 'string' },
    prometheus: { type: 'string', default: 'http://127.0.0.1:9490' },
    minutes: { type: 'string', default: '15' },
  },
});

const directory = join(monitoring, 'generated/grafana/dashboards');
const pages = Object.fromEntries(readdirSync(directory).sort()
  .map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(directory, file), 'utf8'))]));

const target = join(monitoring, 'target/grafana');
const faults = [...overlooked(pages.overview, target), ...validate(pages, target)];
console.log(`${Object.values(pages).flatMap((page) => page.panels).length} panels of ${Object.keys(pages).length} pages held against Grafana's types and units`);
if (options.pictures) {
  mkdirSync(options.pictures, { recursive: true });
  faults.push(...await draw(pages, {
    prometheus: options.prometheus, minutes: Number(options.minutes), directory: options.pictures,
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  }));
}
faults.forEach((fault) => console.log('FAULT', fault));
console.log(faults.length === 0 ? 'All is well.' : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
