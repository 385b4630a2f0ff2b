// ECharts with the parts that are used, and the look of the workbench: colours of the view that is chosen, patterns
// beside colours, words drawn on the canvas. What it would show in elements with styles of their own (tooltips) is drawn,
// too: the policy of the pages forbids such styles.
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export interface Series {
  name: string;
  values: readonly number[];
}
export interface Bars {
  names: readonly string[];
  series: readonly Series[];
  /** Lying bars, for long names. */
  lying: boolean;
}

// Each pair is told apart without colour, too (patterns). Dark ones on white, bright ones on black.
const PLAIN = ["#0a4c94", "#b45a00", "#11603a", "#7a2a7a", "#8a6d00", "#9c1c1c", "#3b6f7a", "#465361"];
const CONTRAST = ["#ffe14d", "#7fd4ff", "#a8ffcf", "#ffb8b8", "#ffffff", "#d7a8ff", "#ffc56b", "#9fb8d0"];

export function optionOf(bars: Bars, contrast: boolean): EChartsCoreOption {
  const ink = contrast ? "#fff" : "#1c2733";
  const line = contrast ? "#fff" : "#cbd5df";
  const size = contrast ? 17 : 14;
  // A canvas inherits nothing: with a font that it does not understand it draws in ten pixels.
  const text = { color: ink, fontSize: size, fontFamily: getComputedStyle(document.body).fontFamily };
  const names = { type: "category" as const, data: [...bars.names], axisLabel: { ...text, interval: bars.lying ? 0 : "auto" }, axisLine: { lineStyle: { color: ink } }, axisTick: { show: false }, inverse: bars.lying };
  const numbers = { type: "value" as const, minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: line, type: "dashed" as const } } };
  return {
    animation: false,
    color: contrast ? CONTRAST : PLAIN,
    textStyle: text,
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    grid: { left: 8, right: 24, top: 44, bottom: 8, containLabel: true },
    legend: { type: "plain", top: 0, left: 0, textStyle: text, itemWidth: 22 },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, backgroundColor: contrast ? "#000" : "#fff", borderColor: ink, textStyle: text },
    xAxis: bars.lying ? numbers : names,
    yAxis: bars.lying ? names : numbers,
    series: bars.series.map((s) => ({ name: s.name, type: "bar", stack: "all", data: [...s.values], barMaxWidth: bars.lying ? 24 : 56, itemStyle: { borderColor: contrast ? "#000" : "#fff", borderWidth: 1 } })),
  };
}

export const draw = (at: HTMLElement): ECharts => init(at, null, { renderer: "canvas" });
