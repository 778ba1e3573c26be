// Whether Grafana knows all that stands in our pages: fields and enums by its types (schema.ts), units by its list.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import ts from 'typescript';

globalThis.navigator ??= { languages: ['en'] }; // @grafana/data formats dates as the browser likes them
const { getValueFormats } = createRequire(import.meta.url)('@grafana/data');

const UNITS = new Set(getValueFormats().flatMap((category) => category.submenu.map((format) => format.value)));
const PREFIXES = ['si', 'binary', 'prefix', 'suffix', 'currency', 'count', 'time', 'bool'];

/** What is wrong with pages, by name; an unknown unit matters because Grafana draws it without saying a word. */
export function validate(pages, target) {
  const faults = [];
  for (const [name, page] of Object.entries(pages)) {
    const ids = new Set(page.panels.map((panel) => panel.id));
    if (ids.size !== page.panels.length) faults.push(`${name}: two panels have one id`);
    for (const panel of page.panels) {
      const properties = panel.fieldConfig.overrides.flatMap((override) => override.properties);
      const units = properties.filter((property) => property.id === 'unit').map((property) => property.value);
      for (const unit of [panel.fieldConfig.defaults.unit, ...units]) {
        if (unit !== undefined && !known(unit)) faults.push(`${name}, ${panel.title}: unit ${unit} is unknown`);
      }
    }
  }
  return [...faults, ...mistyped(pages, target)];
}

/** What validate must find, so that a check which sees nothing does not pass for sound pages. */
const MISTAKES = [
  (page) => { page.panels[0].fieldConfig.defaults.unit = 'furlongs'; },
  (page) => { page.panels[0].tittle = 'of a field that Grafana does not know'; },
  (page) => { page.panels[0].type = 'graf'; },
  (page) => { page.panels.find((panel) => panel.type === 'timeseries').options.tooltip.sort = 'down'; },
  (page) => { page.panels[0].fieldConfig.overrides = [{ matcher: { id: 'byLuck' }, properties: [] }]; },
  (page) => { page.panels[0].fieldConfig.overrides = [{ matcher: { id: 'byName' }, properties: [{ id: 'custom.wrong' }] }]; },
];

/** Mistakes that are not found. */
export function overlooked(page, target) {
  const pages = Object.fromEntries(MISTAKES.map((make, i) => {
    const copy = structuredClone(page);
    make(copy);
    return [`mistake${i}`, copy];
  }));
  const found = validate(pages, target).join('\n');
  return Object.keys(pages).filter((name) => !found.includes(name)).map((name) => `${name} is overlooked`);
}

const known = (unit) => UNITS.has(unit) || PREFIXES.includes(unit.split(':')[0]) && unit.includes(':');

function mistyped(pages, target) {
  const file = join(target, 'pages.ts');
  const schema = relative(target, join(import.meta.dirname, 'schema')).replaceAll('\\', '/');
  mkdirSync(target, { recursive: true });
  const constants = Object.entries(pages).map(([name, page]) => `export const ${name}: Page = ${JSON.stringify(page, null, 1)};\n`);
  writeFileSync(file, `import type { Page } from '${schema}';\n${constants.join('')}`);
  const program = ts.createProgram([file], {
    strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const at = found.file?.getLineAndCharacterOfPosition(found.start).line;
    const page = found.file?.text.slice(0, found.start).match(/const \w+: Page/g)?.at(-1)?.slice(6, -6) ?? '';
    const near = found.file?.text.split('\n')[at]?.trim() ?? '';
    return `${page}, line ${at + 1} of pages.ts, ${near}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`;
  });
}
