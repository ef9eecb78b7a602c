"use strict";
// Draws every [data-chart] from the JSON of the same id. SVG only, and tooltips inside the SVG, so that no inline style is needed.
const colours = ["#1d4f91", "#8a5a00", "#1d7044", "#b3261e"];

function line(series, index) {
  return {
    name: series.name, type: "line", data: series.values, connectNulls: false, showSymbol: index === 0, symbolSize: 5,
    lineStyle: { width: index === 0 ? 3 : 2, type: index === 0 ? "solid" : "dashed" },
  };
}

function options(data) {
  const font = getComputedStyle(document.body).fontFamily;
  return {
    color: colours, animation: false, textStyle: { fontFamily: font, fontSize: 14 },
    grid: { left: 48, right: 16, top: 40, bottom: 32 },
    legend: { top: 0, left: 0, textStyle: { color: "#1e2733", fontSize: 14 } },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (v) => (v == null ? "未报送" : `${Math.round(v * 100) / 100} ${data.unit}`) },
    xAxis: { type: "category", data: data.months, axisLabel: { color: "#4f5b6b", hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: "#4f5b6b" }, splitLine: { lineStyle: { color: "#e4e9ef" } } },
    series: data.series.map(line),
  };
}

document.querySelectorAll("[data-chart]").forEach((box) => {
  const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption(options(data));
  new ResizeObserver(() => chart.resize()).observe(box);
});
