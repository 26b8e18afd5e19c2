// SPDX-License-Identifier: Apache-2.0
// Keeps the page up to date with one stream from the device, and shows how old its data is.
import * as actions from "./actions.js";
import * as panels from "./panels.js";
import { lights } from "./lights.js";
import { clock, duration, element, setZone } from "./format.js";

const byId = id => document.getElementById(id);
const staleAfter = 6000, reconnectAfter = 20000;
let charts, logs, incidents, preview, stream = null, lastAt = null, receivedAt = 0, openedAt = performance.now(), connectedAt = 0, retry = null;

function showState(state) {
  receivedAt = performance.now();
  lastAt = state.at;
  setZone(state.device.zone);
  const place = [state.device.customer, state.device.location].filter(Boolean).join(", ");
  byId("device").replaceChildren(state.device.name, place ? element("small", {}, place) : "");
  panels.health(state.health);
  panels.tiles(state);
  panels.now(state);
  lights(state.recorder);
  preview?.showCameras(state.recorder.cameras);
  actions.show(state.device.name, state.program, (state.watchdog.services || []).map(service => service.name));
  showAge();
  if (incidents) showLowerPanels(state);
}

/** The panels further down the page: the first paint does not wait for them. */
function showLowerPanels(state) {
  logs.nameService(state.program);
  panels.videos(state);
  panels.watchdog(state);
  panels.alerts(state);
  panels.network(state);
  panels.powerAndClock(state);
  panels.shipping(state);
  incidents(state);
  byId("videos-link").hidden = !state.recorder.reachable;
  byId("footer").textContent = "Times are in the device's time zone: " + state.device.zone + ".";
}

/** Marks the page as stale when no state has been received for a while. */
function showAge() {
  const silent = performance.now() - (receivedAt || openedAt);
  const stale = silent > staleAfter;
  document.body.classList.toggle("stale", stale);
  const text = !stale ? (receivedAt ? "Live" : "Connecting …")
    : lastAt ? `No word from this device for ${duration(silent / 1000)}. Data from ${clock(lastAt, true)}.`
      : "This device can't be reached. Trying again.";
  if (byId("live").textContent !== text) byId("live").textContent = text;
  // A device that lost its power does not close the connection, so the browser would wait forever.
  if (logs && silent > reconnectAfter && performance.now() - connectedAt > reconnectAfter) connect();
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
  stream = new EventSource("api/v1/live?log=" + logs.chosenLog());
  stream.addEventListener("state", event => showState(JSON.parse(event.data)));
  stream.addEventListener("log", event => logs.receive(JSON.parse(event.data)));
  let lost = false;
  stream.onopen = () => {
    if (receivedAt) logs.restart();
    // A restart of the agent ends every login.
    if (lost) actions.loadSession().catch(() => {});
    lost = false;
  };
  stream.onerror = () => {
    lost = true;
    // After an HTTP error the browser does not reconnect: check again whether we may read.
    if (stream?.readyState === EventSource.CLOSED) { clearTimeout(retry); retry = setTimeout(connect, 3000, null); }
  };
}

/** Opens the stream, with the given session or after fetching it. */
async function connect(known) {
  clearTimeout(retry);
  connectedAt = performance.now();
  try {
    if (known ? known.may_read : await actions.loadSession()) {
      open();
      charts?.refresh();
    } else {
      byId("sentence").textContent = "Log in to see the state of this device.";
      byId("live").textContent = "Locked";
      if (!byId("dialog").open) actions.logIn();
    }
  } catch {
    retry = setTimeout(connect, 3000, null);
  }
}

const whenIdle = () => new Promise(resolve => (window.requestIdleCallback || setTimeout)(resolve, { timeout: 500 }));

/** The page already contains the state: it is shown immediately, and the rest is loaded afterwards. */
async function start() {
  const { session, state } = JSON.parse(byId("first").textContent);
  actions.initLogin(connect);
  if (session) actions.applySession(session);
  if (state) showState(state);
  setInterval(() => { if (actions.isReader()) showAge(); }, 1000);
  await new Promise(painted => requestAnimationFrame(() => setTimeout(painted)));
  await loadRest(state, session);
}

async function loadRest(state, session) {
  try {
    [logs, { incidents }] = await Promise.all([import("./logs.js"), import("./incidents.js")]);
  } catch {
    // The device became unreachable in the middle of loading; the page is marked as stale meanwhile.
    setTimeout(loadRest, 3000, state, null);
    return;
  }
  logs.initLogs(open);
  import("./preview.js").then(module => (preview = module).initPreview()).catch(() => {});
  if (state) showLowerPanels(state);
  connect(session);
  await whenIdle();
  charts = await import("./charts.js");
  charts.initCharts();
  if (actions.isReader()) charts.refresh();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else if (logs) { openedAt = performance.now(); connect(); }
});
start();
