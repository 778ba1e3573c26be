// A page drawn by Grafana's own components, for draw.mjs. What Grafana's core does around them, which no package has, is
// done here as it does it: plugins' defaults, fields' settings, "No data", the grid.
import {
  applyFieldOverrides, applyNullInsertThreshold, createTheme, dateTime, EventBusSrv, FieldConfigOptionsRegistry, FieldType, getFieldDisplayValues,
  identityOverrideProcessor, ThemeContext, toDataFrame,
} from '@grafana/data';
import { BigValue, GlobalStyles, PanelChrome, PanelContextProvider, TimeSeries } from '@grafana/ui';
import '@fontsource/inter/latin-400.css';
import '@fontsource/inter/latin-500.css';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';

const ROW = 30, GAP = 8; // of Grafana's grid; columns share the width
const theme = createTheme({ colors: { mode: 'dark' } });
const replaceVariables = (text) => text;

const property = (id, isCustom) => ({
  id: isCustom ? `custom.${id}` : id, path: id, isCustom, name: id, settings: {},
  process: identityOverrideProcessor, shouldApply: (field) => field.type !== FieldType.time,
});
const registry = new FieldConfigOptionsRegistry(() => [
  ...['unit', 'min', 'max', 'decimals', 'displayName', 'noValue', 'color', 'thresholds', 'mappings', 'links'].map((id) => property(id)),
  ...['axisLabel', 'axisSoftMin', 'axisSoftMax', 'drawStyle', 'fillOpacity', 'hideFrom', 'lineInterpolation', 'lineWidth', 'scaleDistribution',
    'showPoints', 'spanNulls', 'stacking', 'thresholdsStyle'].map((id) => property(id, true)),
]);

const THRESHOLDS = { mode: 'absolute', steps: [{ value: null, color: 'green' }, { value: 80, color: 'red' }] };
const PLUGINS = {
  timeseries: {
    defaults: { color: { mode: 'palette-classic' }, thresholds: THRESHOLDS },
    custom: { lineWidth: 1, fillOpacity: 0, showPoints: 'auto', spanNulls: false, thresholdsStyle: { mode: 'off' } },
    options: { legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] } },
  },
  stat: {
    defaults: { color: { mode: 'thresholds' }, thresholds: THRESHOLDS },
    custom: {},
    options: { colorMode: 'value', graphMode: 'area', textMode: 'auto', justifyMode: 'auto', reduceOptions: { calcs: ['lastNotNull'] } },
  },
};

/** Series as the data source's frames; what is no number is a gap, as the plugin makes it. */
function frames(panel, series) {
  const plugin = PLUGINS[panel.type];
  const { defaults, overrides } = panel.fieldConfig;
  const fieldConfig = { overrides, defaults: { ...plugin.defaults, ...defaults, custom: { ...plugin.custom, ...defaults.custom } } };
  const thresholds = fieldConfig.defaults.thresholds;
  fieldConfig.defaults.thresholds = { ...thresholds, steps: thresholds.steps.map((step) => ({ ...step, value: step.value ?? -Infinity })) };
  const data = series.map(({ refId, name, labels, step, times, values }) => toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: times, config: { interval: step } },
      { name: 'Value', type: FieldType.number, values: values.map((value) => Number.isFinite(value) ? value : null), labels, config: { displayNameFromDS: name } },
    ],
  }));
  return { fieldConfig, data: applyFieldOverrides({ data, fieldConfig, fieldConfigRegistry: registry, replaceVariables, theme, timeZone: 'utc' }) };
}

/** Lines end where no point follows within a step. */
const gaps = (data) => data.map((frame) => applyNullInsertThreshold({ frame }));

function Drawing({ panel, series, timeRange, width, height }) {
  const options = { ...PLUGINS[panel.type].options, ...panel.options };
  const { data, fieldConfig } = frames(panel, series);
  if (panel.type === 'stat') {
    return getFieldDisplayValues({ data, fieldConfig, reduceOptions: options.reduceOptions, replaceVariables, sparkline: options.graphMode !== 'none', theme, timeZone: 'utc' })
      .map(({ display, sparkline }, i) => <BigValue key={i} {...options} theme={theme} width={width} height={height} value={display} sparkline={sparkline} />);
  }
  if (data.length === 0) {
    return <div className="panel-empty"><p>{panel.fieldConfig.defaults.noValue ?? 'No data'}</p></div>;
  }
  return <TimeSeries frames={gaps(data)} timeRange={timeRange} timeZone="utc" width={width} height={height} legend={options.legend} />;
}

function Page({ page, answers, from, to, width }) {
  const timeRange = { from: dateTime(from), to: dateTime(to), raw: { from: dateTime(from), to: dateTime(to) } };
  const column = (width + GAP) / 24;
  const bottom = Math.max(...page.panels.map((panel) => panel.gridPos.y + panel.gridPos.h));
  useEffect(() => { requestAnimationFrame(() => requestAnimationFrame(() => { document.title = 'drawn'; })); }, []);
  return (
    <div style={{ position: 'relative', width, height: bottom * (ROW + GAP) }}>
      {page.panels.map((panel, i) => {
        const { x, y, w, h } = panel.gridPos;
        const size = { width: w * column - GAP, height: h * (ROW + GAP) - GAP };
        return (
          <div key={panel.id} className="panel" data-title={panel.title} style={{ position: 'absolute', left: x * column, top: y * (ROW + GAP), ...size }}>
            <PanelChrome title={panel.title} description={panel.description} {...size}>
              {(innerWidth, innerHeight) =>
                <Drawing panel={panel} series={answers[i]} timeRange={timeRange} width={innerWidth} height={innerHeight} />}
            </PanelChrome>
          </div>
        );
      })}
    </div>
  );
}

window.draw = async (input) => {
  await Promise.all(['400 12px Inter', '500 14px Inter'].map((font) => document.fonts.load(font)));
  createRoot(document.getElementById('page')).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PanelContextProvider value={{ eventsScope: 'check', eventBus: new EventBusSrv() }}>
        <h1>{input.page.title}</h1>
        <Page {...input} />
      </PanelContextProvider>
    </ThemeContext.Provider>);
};
