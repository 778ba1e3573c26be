// What Grafana's own types allow in our pages: an unknown field, a wrong value of an enum, an override that matches or
// sets what does not exist is an error of the compiler. validate.mjs compiles the pages against it.
import type { FieldMatcherID } from '@grafana/data';
import type { Dashboard, FieldConfig, MatcherConfig, Panel } from '@grafana/schema';
import type * as Stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as TimeSeries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** As T is in JSON, where an enum is its text; what Grafana fills in may be left out. */
type Json<T> = unknown extends T ? unknown
  : T extends string ? `${T}`
  : T extends readonly (infer E)[] ? Json<E>[]
  : T extends object ? { [K in keyof T]?: Json<T[K]> }
  : T;

/** PromQuery of @grafana/prometheus, as far as we use it. */
type Target = { refId: string; expr: string; legendFormat: string; exemplar: boolean };

type Drawn<Type extends string, Options, Custom> = Json<Omit<Panel, 'type' | 'options' | 'fieldConfig' | 'targets'>> & {
  type: Type;
  options?: Json<Options>;
  targets: Target[];
  fieldConfig: {
    defaults: Json<Omit<FieldConfig, 'custom'>> & { custom?: Json<Custom> };
    overrides: {
      matcher: Omit<MatcherConfig, 'id'> & { id: `${FieldMatcherID}` };
      properties: { id: keyof FieldConfig | `custom.${keyof Custom & string}`; value?: unknown }[];
    }[];
  };
};

export type Page = Json<Omit<Dashboard, 'panels'>> & {
  uid: string;
  title: string;
  schemaVersion: number;
  panels: (Drawn<'timeseries', TimeSeries.Options, TimeSeries.FieldConfig> | Drawn<'stat', Stat.Options, {}>)[];
};
