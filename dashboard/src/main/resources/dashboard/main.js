// Keeps the page alive: one stream from the device, and honesty about its age.
import * as actions from "./actions.js";
import * as panels from "./panels.js";
import { clock, duration, element, setZone } from "./words.js";

const byId = id => document.getElementById(id);
const staleAfter = 6000, hopelessAfter = 20000;
let charts, logs, incidents, stream = null, lastAt = null, heard = 0, opened = performance.now(), begun = 0, retry = null;

function take(state) {
  heard = performance.now();
  lastAt = state.at;
  setZone(state.device.zone);
  const place = [state.device.customer, state.device.location].filter(Boolean).join(", ");
  byId("device").replaceChildren(state.device.name, place ? element("small", {}, place) : "");
  panels.verdict(state.verdict);
  panels.tiles(state);
  panels.now(state);
  actions.show(state.device.name, state.watchdog.services?.[0]?.name || "recorder");
  tellAge();
  if (incidents) takeBelow(state);
}

/** What is further down: the first picture does not wait for it. */
function takeBelow(state) {
  panels.videos(state);
  panels.watchdog(state);
  panels.alerts(state);
  panels.network(state);
  panels.powerAndClock(state);
  panels.shipping(state);
  incidents(state);
  byId("footer").textContent = "Times are the device's: " + state.device.zone + ".";
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
  // A device that lost its power ends no connection: this one may wait for ever.
  if (logs && silent > hopelessAfter && performance.now() - begun > hopelessAfter) begin();
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
  let lost = false;
  stream.onopen = () => {
    if (heard) logs.restart();
    // A device that was restarted has forgotten every login.
    if (lost) actions.loadSession().catch(() => {});
    lost = false;
  };
  stream.onerror = () => {
    lost = true;
    // A refusal ends the stream for good: ask anew whether we may read.
    if (stream?.readyState === EventSource.CLOSED) { clearTimeout(retry); retry = setTimeout(begin, 3000, null); }
  };
}

/** With the session that is known, or after asking for it. */
async function begin(known) {
  clearTimeout(retry);
  begun = performance.now();
  try {
    if (known ? known.may_read : await actions.loadSession()) {
      open();
      charts?.refresh();
    } else {
      byId("sentence").textContent = "Log in to see how this device is.";
      byId("live").textContent = "Locked";
      if (!byId("dialog").open) actions.logIn();
    }
  } catch {
    retry = setTimeout(begin, 3000, null);
  }
}

/** When the browser has nothing better to do. */
const calm = () => new Promise(resolve => (window.requestIdleCallback || setTimeout)(resolve, { timeout: 500 }));

/** The device put its state into the page: it is shown at once, and the rest is fetched only then. */
async function start() {
  const { session, state } = JSON.parse(byId("first").textContent);
  actions.beginLogin(begin);
  if (session) actions.takeSession(session);
  if (state) take(state);
  setInterval(() => { if (actions.isReader()) tellAge(); }, 1000);
  await new Promise(painted => requestAnimationFrame(() => setTimeout(painted)));
  await rest(state, session);
}

async function rest(state, session) {
  try {
    [logs, { incidents }] = await Promise.all([import("./logs.js"), import("./incidents.js")]);
  } catch {
    // The device was lost between two files; what is seen gets old meanwhile.
    setTimeout(rest, 3000, state, null);
    return;
  }
  logs.begin(open);
  if (state) takeBelow(state);
  begin(session);
  await calm();
  charts = await import("./charts.js");
  charts.beginCharts();
  if (actions.isReader()) charts.refresh();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else if (logs) { opened = performance.now(); begin(); }
});
start();
