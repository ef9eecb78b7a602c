"use strict";
// Draws every [data-chart] from the JSON of the same id. SVG only, and tooltips inside the SVG, so that no inline style is needed.
const colours = ["#1d4f91", "#8a5a00", "#1d7044", "#b3261e"];
const SHEET = 688; // what A4 leaves between its margins
const ink = "#1e2733", quiet = "#4f5b6b", faint = "#e4e9ef";

function said(value, unit) {
  return value == null ? "未报送" : `${Math.round(value * 100) / 100} ${unit}`;
}

function line(series, index) {
  return {
    name: series.name, type: "line", data: series.values, connectNulls: false, showSymbol: index === 0, symbolSize: 5,
    lineStyle: { width: index === 0 ? 3 : 2, type: index === 0 ? "solid" : "dashed" },
  };
}

function bar(stack) {
  return (series) => ({ name: series.name, type: "bar", data: series.values, stack, barMaxWidth: 28 });
}

function framed(data, series) {
  return {
    grid: { left: 48, right: 16, top: 40, bottom: 32 },
    legend: { top: 0, left: 0, textStyle: { color: ink, fontSize: 14 } },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (v) => said(v, data.unit) },
    xAxis: { type: "category", data: data.months, axisLabel: { color: quiet, hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: quiet }, splitLine: { lineStyle: { color: faint } } },
    series,
  };
}

function beside(data, box) {
  const shown = lying(data, box);
  return { ...shown, grid: { ...shown.grid, top: 40 }, legend: { top: 0, left: 0, textStyle: { color: ink, fontSize: 14 } } };
}

// Names beside the bars, the longest bar on top; long names are cut on narrow screens, the table has them whole.
function lying(data, box) {
  const room = Math.min(220, box.clientWidth * 0.4);
  return {
    grid: { left: room + 8, right: 40, top: 8, bottom: 24 },
    tooltip: { trigger: "item", renderMode: "richText", valueFormatter: (v) => said(v, data.unit) },
    xAxis: { type: "value", minInterval: 1, axisLabel: { color: quiet, hideOverlap: true }, splitLine: { lineStyle: { color: faint } } },
    yAxis: {
      type: "category", inverse: true, data: data.months,
      axisLabel: { color: ink, width: room, overflow: "truncate", interval: 0 }, axisTick: { show: false },
    },
    series: data.series.map((one) => ({ ...bar()(one), label: { show: true, position: "right", color: ink } })),
  };
}

function path(data) {
  const axis = (name) => ({ type: "value", minInterval: 1, name, nameLocation: "middle", nameGap: 28, axisLabel: { color: quiet }, splitLine: { lineStyle: { color: faint } } });
  return {
    grid: { left: 56, right: 24, top: 32, bottom: 48 },
    tooltip: { trigger: "item", renderMode: "richText", formatter: (one) => `${one.value[2]} 年：${data.x} ${one.value[0]}，${data.y} ${one.value[1]}` },
    xAxis: axis(data.x), yAxis: axis(data.y),
    series: [{
      type: "line", data: data.points, symbolSize: 6,
      label: { show: true, formatter: (one) => one.value[2], position: "top", color: quiet, fontSize: 12 }, labelLayout: { hideOverlap: true },
    }],
  };
}

function network(data) {
  const most = Math.max(...data.nodes.map((one) => one.value));
  return {
    tooltip: { trigger: "item", renderMode: "richText", formatter: (one) => (one.dataType === "edge" ? `${one.data.source}、${one.data.target}：${one.value} 件` : `${one.name}：${one.value} 件`) },
    series: [{
      type: "graph", layout: "force", force: { repulsion: 160, edgeLength: 90, layoutAnimation: false }, roam: false,
      data: data.nodes.map((one) => ({ ...one, symbolSize: 10 + 22 * Math.sqrt(one.value / most) })),
      links: data.links.map((one) => ({ ...one, lineStyle: { width: Math.min(8, 1 + one.value) } })),
      label: { show: true, position: "right", color: ink, fontSize: 12, width: 150, overflow: "truncate" }, labelLayout: { hideOverlap: true },
    }],
  };
}

function tree(data) {
  return {
    tooltip: { trigger: "item", renderMode: "richText", formatter: (one) => `${one.name}：${one.value} 件` },
    series: [{
      type: "treemap", data: data.tree, roam: false, nodeClick: false, breadcrumb: { show: false }, top: 0, bottom: 0, left: 0, right: 0,
      label: { fontSize: 13, formatter: (one) => `${one.name} ${one.value}` },
      upperLabel: { show: true, height: 24, color: ink, fontSize: 13 }, itemStyle: { borderColor: "#fff", gapWidth: 1 },
      levels: [{ itemStyle: { gapWidth: 3 }, upperLabel: { show: false } }, { itemStyle: { borderColor: faint, borderWidth: 2, gapWidth: 1 } }],
    }],
  };
}

function heat(data, box) {
  const room = Math.min(200, box.clientWidth * 0.36);
  return {
    grid: { left: room + 8, right: 8, top: 8, bottom: 64 },
    tooltip: { trigger: "item", renderMode: "richText", formatter: (one) => `${data.y[one.value[1]]}，${data.x[one.value[0]]} 年：${one.value[2]} 件` },
    xAxis: { type: "category", data: data.x, axisLabel: { color: quiet, hideOverlap: true } },
    yAxis: { type: "category", inverse: true, data: data.y, axisLabel: { color: ink, width: room, overflow: "truncate", interval: 0 } },
    visualMap: { min: 0, max: data.most, orient: "horizontal", left: "center", bottom: 0, calculable: false, inRange: { color: ["#f4f7fb", "#1d4f91"] }, textStyle: { color: quiet } },
    series: [{ type: "heatmap", data: data.cells, label: { show: box.clientWidth > 600, formatter: (one) => one.value[2] || "" } }],
  };
}

const drawn = {
  line: (data) => framed(data, data.series.map(line)),
  columns: (data) => framed(data, data.series.map(bar())),
  stacked: (data) => framed(data, data.series.map(bar("all"))),
  bars: lying, beside, path, network, tree, heat,
};

document.querySelectorAll("[data-chart]").forEach((box) => {
  const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const font = getComputedStyle(document.body).fontFamily;
  const chart = echarts.init(box, null, { renderer: "svg" });
  const options = drawn[data.kind || "line"](data, box);
  chart.setOption({ color: colours, animation: false, textStyle: { fontFamily: font, fontSize: 14 }, ...options });
  let onPaper = false;
  new ResizeObserver(() => { if (!onPaper) chart.resize(); }).observe(box);
  // On paper the drawing shrinks as a whole to the width of the sheet, and its room with it: nothing measures the box there.
  window.addEventListener("beforeprint", () => {
    const wide = chart.getWidth(), high = chart.getHeight();
    onPaper = true;
    box.querySelector("svg").setAttribute("viewBox", `0 0 ${wide} ${high}`);
    box.style.height = `${Math.round(high * Math.min(1, SHEET / wide))}px`;
  });
  window.addEventListener("afterprint", () => {
    onPaper = false;
    box.style.height = "";
    chart.resize();
  });
});
