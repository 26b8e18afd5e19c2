// Keeps the page alive: one stream from the device, and honesty about its age.
import * as actions from "./actions.js";
import * as charts from "./charts.js";
import { incidents } from "./incidents.js";
import * as logs from "./logs.js";
import * as panels from "./panels.js";
import { clock, duration, element, setZone } from "./words.js";

const byId = id => document.getElementById(id);
const staleAfter = 6000;
let stream = null, lastAt = null, heard = 0, opened = performance.now(), retry = null;

function take(state) {
  heard = performance.now();
  lastAt = state.at;
  setZone(state.device.zone);
  const place = [state.device.customer, state.device.location].filter(Boolean).join(", ");
  byId("device").replaceChildren(state.device.name, place ? element("small", {}, place) : "");
  panels.verdict(state.verdict);
  panels.tiles(state);
  panels.now(state);
  panels.videos(state);
  panels.watchdog(state);
  panels.alerts(state);
  panels.network(state);
  panels.shipping(state);
  incidents(state);
  actions.show(state.device.name, state.watchdog.services?.[0]?.name || "recorder");
  byId("footer").textContent = "Times are the device's: " + state.device.zone + ".";
  tellAge();
}

/** What is old must look old. */
function tellAge() {
  const silent = performance.now() - (heard || opened);
  const stale = silent > staleAfter;
  document.body.classList.toggle("stale", stale);
  const text = !stale ? (heard ? "Live" : "Connecting …")
    : lastAt ? `No word from this device for ${duration(silent / 1000)}. What you see is from ${clock(lastAt, true)}.`
      : "This device can't be reached. Trying again.";
  if (byId("live").textContent !== text) byId("live").textContent = text;
}

function close() {
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

function open() {
  close();
  if (document.hidden || !actions.isReader()) return;
  logs.restart();
  stream = new EventSource("/api/v1/live?log=" + logs.chosenLog());
  stream.addEventListener("state", event => take(JSON.parse(event.data)));
  stream.addEventListener("log", event => logs.take(JSON.parse(event.data)));
  stream.onopen = () => { if (heard) logs.restart(); };
  stream.onerror = () => {
    // A refusal ends the stream for good: ask anew whether we may read.
    if (stream?.readyState === EventSource.CLOSED) { clearTimeout(retry); retry = setTimeout(begin, 3000); }
  };
}

async function begin() {
  clearTimeout(retry);
  try {
    if (await actions.loadSession()) {
      open();
      charts.refresh();
    } else {
      byId("sentence").textContent = "Log in to see how this device is.";
      byId("live").textContent = "Locked";
      if (!byId("dialog").open) actions.logIn();
    }
  } catch {
    retry = setTimeout(begin, 3000);
  }
}

logs.begin(open);
charts.beginCharts();
actions.beginLogin(begin);
setInterval(() => { if (actions.isReader()) tellAge(); }, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else { opened = performance.now(); begin(); }
});
begin();
