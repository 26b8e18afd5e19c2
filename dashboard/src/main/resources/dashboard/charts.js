// SPDX-License-Identifier: Apache-2.0
// The charts: drawn by uPlot, usable with a thumb, and described as text for screen readers.
import { clock, element, unknown, zoneName } from "./format.js";

const ranges = ["1h", "24h", "7d", "90d"];
const rangeLabels = { "1h": "last hour", "24h": "last 24 hours", "7d": "last 7 days", "90d": "last 90 days" };
/** Draws one chart at a time, so that the page stays responsive. */
const whenIdle = run => (window.requestIdleCallback || setTimeout)(run, { timeout: 300 });
const byId = id => document.getElementById(id);
const drawnCharts = new Map();
let chosen = "1h", timer = null, last = null, library = null;

/** Loaded on demand, so that the sentence at the top does not wait for the library. */
function load() {
  library ??= new Promise((resolve, reject) => {
    document.head.append(element("link", { rel: "stylesheet", href: "uplot/uPlot.min.css" }),
      element("script", { src: "uplot/uPlot.iife.min.js", onload: () => resolve(window.uPlot), onerror: reject }));
  });
  return library;
}

export function initCharts() {
  byId("ranges").append(...ranges.map(range => element("button", {
    type: "button", ariaPressed: String(range === chosen), onclick: () => choose(range)
  }, range.replace("h", " h").replace("d", " d"))));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; redraw(); } });
}

function choose(range) {
  chosen = range;
  [...byId("ranges").children].forEach((button, i) => { button.ariaPressed = String(ranges[i] === range); });
  refresh();
}

export async function refresh() {
  clearTimeout(timer);
  if (document.hidden) return;
  timer = setTimeout(refresh, chosen === "1h" ? 15000 : 120000);
  try {
    const response = await fetch("api/v1/charts?range=" + chosen, { cache: "no-store" });
    if (!response.ok) return;
    last = await response.json();
    removeOthers(last.charts.map(chart => "chart-" + chart.id));
    await load();
    redraw();
  } catch {
    // The line at the top reports that the device can't be reached; the timer retries.
  }
}

/** A chart that the device no longer knows anything of is gone. */
function removeOthers(ids) {
  for (const box of [...byId("charts").children]) {
    if (ids.includes(box.id)) continue;
    const id = box.id.replace("chart-", "");
    drawnCharts.get(id)?.destroy();
    drawnCharts.delete(id);
    box.remove();
  }
}

function redraw() {
  if (!last || !window.uPlot) return;
  const drawing = last;
  const next = i => {
    if (last !== drawing || i === drawing.charts.length) return;
    show(drawing.charts[i]);
    whenIdle(() => next(i + 1));
  };
  next(0);
}

/** Gaps in the data are gaps in the line. */
function columns(chart) {
  const gap = Math.max(60, 3 * (chart.at.length > 2 ? (chart.at.at(-1) - chart.at[0]) / (chart.at.length - 1) : 60));
  const [at, average, min, max] = [[], [], [], []];
  chart.at.forEach((time, i) => {
    if (i && time - chart.at[i - 1] > gap && chart.id !== "recordings") {
      at.push(chart.at[i - 1] + 1); average.push(null); min.push(null); max.push(null);
    }
    at.push(time); average.push(chart.average[i]); min.push(chart.min[i]); max.push(chart.max[i]);
  });
  return [at, min, max, average];
}

function value(n, unit) {
  if (n == null) return unknown;
  return (Math.abs(n) < 10 && n % 1 ? n.toFixed(1) : Math.round(n)) + (unit ? " " + unit : "");
}

function show(chart) {
  let box = byId("chart-" + chart.id);
  if (!box) {
    box = element("div", { class: "chart", id: "chart-" + chart.id },
      element("div", { class: "head" }, element("h3", {}, chart.title), element("span", { class: "read" })), element("div", { class: "plot" }));
    byId("charts").append(box);
  }
  box.querySelector("h3").textContent = chart.title;
  const plot = box.querySelector(".plot");
  drawnCharts.get(chart.id)?.destroy();
  drawnCharts.delete(chart.id);
  const known = chart.average.filter(n => n != null);
  plot.setAttribute("role", "img");
  if (!known.length) {
    plot.ariaLabel = chart.title + ": no data";
    plot.replaceChildren(element("p", { class: "none" }, chart.id === "temperature" ? "No sensor on this machine" : "No data in this period"));
    box.querySelector(".read").textContent = "";
    return;
  }
  plot.ariaLabel = `${chart.title}, ${rangeLabels[last.range]}: now ${value(known.at(-1), chart.unit)},`
    + ` lowest ${value(Math.min(...known), chart.unit)}, highest ${value(Math.max(...known), chart.unit)}`;
  plot.replaceChildren();
  drawnCharts.set(chart.id, draw(chart, plot, box.querySelector(".read"), known));
}

function scale(chart, known) {
  if (chart.unit === "%") return [0, 100];
  if (chart.limit) return [Math.min(20, ...known), Math.max(chart.limit + 10, ...known)];
  return [0, Math.max(4, Math.ceil(1.15 * Math.max(...known)))];
}

function draw(chart, plot, read, known) {
  const css = getComputedStyle(document.documentElement);
  const [ink, line, accent, bad] = ["--quiet", "--line", "--accent", "--bad-fill"].map(name => css.getPropertyValue(name).trim());
  const data = columns(chart);
  const bars = chart.id === "recordings", start = startTime(chart);
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
  const showValue = i => {
    const at = i == null ? data[0].length - 1 : i;
    read.replaceChildren(element("b", {}, value(i == null ? known.at(-1) : data[3][at], chart.unit)),
      i == null ? " now" : " at " + clock(data[0][at] * 1000));
  };
  const u = new window.uPlot({
    width: plot.clientWidth, height: 150, legend: { show: false }, padding: [8, 24, 0, 0],
    tzDate: ts => zoneName() ? window.uPlot.tzDate(new Date(ts * 1e3), zoneName()) : new Date(ts * 1e3),
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    scales: { x: { range: () => [start, new Date(last.to) / 1000] }, y: { range: () => scale(chart, known) } },
    axes: [
      { ...axis, space: 76, size: 28, values: (_, times) => times.map((t, i) => axisTime(t, i, times)) },
      { ...axis, size: 44, space: 32, values: (_, ticks) => ticks.map(n => n + (chart.unit === "%" ? " %" : chart.unit === "°C" ? "°" : "")) }],
    series: [{}, { show: !bars, stroke: "transparent", points: { show: false } }, { show: !bars, stroke: "transparent", points: { show: false } },
      { stroke: accent, width: 2, fill: bars ? accent + "cc" : undefined, points: { show: known.length < 3, size: 5 }, paths: bars ? window.uPlot.paths.bars({ size: [0.7, 40], align: 1 }) : undefined }],
    bands: bars ? [] : [{ series: [2, 1], fill: accent + "33" }],
    hooks: { setCursor: [self => showValue(self.cursor.idx)], draw: chart.limit ? [self => drawLimit(self, chart, bad)] : [] }
  }, data, plot);
  followTouch(u);
  showValue(null);
  return u;
}

function axisTime(t, i, times) {
  const date = new Date(t * 1000);
  const step = times.length > 1 ? times[1] - times[0] : 0;
  const options = step >= 86400 ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    ...(step > 0 && step < 60 ? { second: "2-digit" } : {}) };
  return new Intl.DateTimeFormat(undefined, { ...options, timeZone: zoneName() }).format(date);
}

/** Where the time axis starts: at the first point if there is little data yet, so that it fills the chart. */
function startTime(chart) {
  const [from, to] = [new Date(last.from) / 1000, new Date(last.to) / 1000];
  return chart.at[0] > from + 0.7 * (to - from) ? chart.at[0] - 0.05 * (to - chart.at[0]) - 1 : from;
}

/** Draws the limit as a dashed line. */
function drawLimit(u, chart, colour) {
  const y = u.valToPos(chart.limit, "y", true), { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = devicePixelRatio * 1.5;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = 11 * devicePixelRatio + "px system-ui, sans-serif";
  ctx.textAlign = "right";
  ctx.fillText(chart.limit_label, bbox.left + bbox.width - 4 * devicePixelRatio, y - 5 * devicePixelRatio);
  ctx.restore();
}

/** Moves the cursor with a finger; vertical swipes still scroll the page. */
function followTouch(u) {
  const move = event => {
    const box = u.over.getBoundingClientRect();
    u.setCursor({ left: event.touches[0].clientX - box.left, top: 10 });
  };
  u.over.addEventListener("touchstart", move, { passive: true });
  u.over.addEventListener("touchmove", move, { passive: true });
}
