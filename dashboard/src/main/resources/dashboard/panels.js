// SPDX-License-Identifier: Apache-2.0
// Draws the panels of the page from the state that the device sends each second.
import { recordingFacts } from "./recording.js";
import { ago, bytes, clock, count, draw, duration, element, facts, percent, unknown } from "./format.js";

const byId = id => document.getElementById(id);
const icons = {
  up: "M4 12.5l5 5L20 6.5",
  waiting: "M20 12a8 8 0 1 1-2.3-5.6M20 3v4.5h-4.5",
  degraded: "M12 3L2.5 20h19zM12 10v4.5M12 17.2v.1",
  down: "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zM8.5 8.5l7 7M15.5 8.5l-7 7",
  unknown: "M12 5v8M12 17v.1"
};
const levelLabels = { up: "Good", waiting: "Wait", degraded: "Check soon", down: "Act now" };

export function health({ level, in_progress: waiting, sentence, next_step: todo }) {
  const box = byId("verdict"), shown = waiting ? "waiting" : level;
  if (box.dataset.level !== shown) {
    box.dataset.level = shown;
    box.className = "verdict " + level + (waiting ? " waiting" : "");
    byId("verdict-icon").setAttribute("d", icons[shown] || icons.unknown);
  }
  if (byId("sentence").textContent !== sentence) byId("sentence").textContent = sentence;
  const hint = byId("todo");
  if (hint.textContent !== todo) hint.textContent = todo;
  hint.hidden = !todo;
  document.title = (levelLabels[shown] ? levelLabels[shown] + ": " : "") + sentence;
}

function mark(level, label) {
  const sign = { good: "✔", warn: "▲", bad: "✖", info: "ℹ" }[level];
  return element("span", { class: "mark " + level }, (sign ? sign + " " : "") + label);
}

function tile(name, value, note, extra, old) {
  return element("li", { class: "tile" + (old ? " old" : "") },
    element("span", { class: "name" }, name), element("span", { class: "value" }, value), extra,
    element("span", { class: "note" }, note));
}

function gauge(ratio, level, label) {
  if (ratio == null) return null;
  const bar = element("span", {});
  bar.style.width = Math.max(1, Math.round(100 * ratio)) + "%";
  return element("span", { class: "gauge " + ({ yellow: "warn", red: "bad" }[level] || ""), role: "meter", ariaLabel: label,
    ariaValueMin: "0", ariaValueMax: "100", ariaValueNow: String(Math.round(100 * ratio)) }, bar);
}

const stateLabels = { booting: "Starting", ready: "Ready", recording: "Recording", processing: "Finishing a video", error: "Error" };
const generalLabels = { booting: "Starting", ready: "Ready", error: "Error" };
const conditionLevels = { gave_up: "bad", error: "bad" };
const sentenceCase = name => name[0].toUpperCase() + name.slice(1).replaceAll("_", " ");

/** The watchdog's report of the program that the page is about. */
const watched = ({ watchdog }) => (watchdog.services || [])[0] || {};
const isProbed = service => (service.liveness || []).length > 0;
/** Of another program than the packaged recorder, only what its heartbeat and its database say is known. */
const isRecorder = ({ program, recorder }) =>
  program.packaged_recorder || !program.recorder_watched && recorder.recording_active != null;
const hasUploads = ({ program, uploads }) => program.packaged_recorder || program.recorder_watched || uploads.success_rate != null;

function stateLabel(state) {
  const service = watched(state), name = state.program.packaged_recorder ? state.recorder.state : service.state;
  if (isProbed(service)) return "as its probes show";
  return (isRecorder(state) ? stateLabels[name] : generalLabels[name]) || name || "state unknown";
}

/** Within its limit the watchdog still calls it healthy; the health finding reports it earlier. */
function conditionOf(state) {
  const service = watched(state), ours = state.program.packaged_recorder;
  const found = state.health.findings.find(one => one.component === "service");
  const quiet = ours && !state.recorder.reachable || (found && found.in_progress && service.condition === "healthy");
  if (service.condition && service.condition !== "healthy") return { condition: service.condition, quiet };
  return { condition: quiet ? "silent" : service.condition || ours ? "healthy" : "unknown", quiet };
}

export function tiles(state) {
  const { recorder, disk, system, uploads, program } = state;
  const { condition, quiet } = conditionOf(state), up = condition === "healthy";
  const old = !state.measured_at || new Date(state.at) - new Date(state.measured_at) > 60000;
  const hot = system.temperature_celsius;
  const heat = hot == null ? null : hot >= 80 ? ["bad", "too hot"] : hot >= 70 ? ["warn", "warm"] : ["good", "fine"];
  const diskMark = { green: ["good", "enough"], yellow: ["warn", "getting full"], red: ["bad", "too little"] }[disk.level];
  // Before the first upload the metric is 1, which would be shown as a success.
  const finished = (state.videos.completed || 0) + (state.videos.failed || 0) + (uploads.uploaded_total || 0);
  const rate = finished ? uploads.success_rate_24h ?? uploads.success_rate : null;
  const rateLevel = rate == null ? null : rate >= 0.95 ? "good" : rate >= 0.8 ? "warn" : "bad";
  const used = system.memory_total_bytes ? 1 - system.memory_available_bytes / system.memory_total_bytes : null;
  const [running, ofWhat] = uptime(state);
  const key = [condition, stateLabel(state), recorder, disk, hot, rate, uploads, used, system.cpu_ratio, old, duration(running)];
  draw(byId("tiles"), key, () => [
    tile(program.packaged_recorder ? "Service" : program.name,
      mark(up ? "good" : conditionLevels[condition] || "warn", up ? "Up" : sentenceCase(condition)),
      (quiet && recorder.state ? "last known: " : "") + stateLabel(state)),
    tile("Disk free", bytes(disk.free_bytes), diskMark ? mark(...diskMark) : "not measured yet",
      gauge(disk.used_ratio, disk.level, "Disk used: " + percent(disk.used_ratio)), old),
    tile("Temperature", hot == null ? unknown : Math.round(hot) + " °C", heat ? mark(...heat) : "no sensor", null, old),
    tile("Processor", percent(system.cpu_ratio), "memory used " + percent(used), null, old),
    ...(hasUploads(state) ? [tile("Upload success", percent(rate), rateLevel
      ? mark(rateLevel, uploads.success_rate_24h == null ? "of all videos" : "last 24 h") : "nothing uploaded yet", null, old)] : []),
    tile("Uptime", duration(running), ofWhat, null, old)
  ]);
}

/** Of the program where its start is known, else of the device. */
function uptime({ at, program, recorder, system }) {
  const since = time => (new Date(at) - new Date(time)) / 1000;
  const ofProgram = "of " + (program.packaged_recorder ? "the recorder" : program.name);
  if (recorder.started_at) return [since(recorder.started_at), ofProgram];
  if (program.packaged_recorder) return [recorder.uptime_seconds, ofProgram];
  return [system.booted_at ? since(system.booted_at) : null, "of the device"];
}

const at = (time, now) => time ? `${clock(time)}, ${ago(time, now)}` : null;

/** One row for each target that is uploading, or that cannot. */
const uploadFacts = recorder => (Array.isArray(recorder.uploads) ? recorder.uploads : []).map(upload => [
  "To " + upload.target,
  upload.file && upload.total_bytes
    ? `${Math.floor(100 * upload.sent_bytes / upload.total_bytes)} % of ${bytes(upload.total_bytes)}`
      + (upload.bytes_per_second == null ? "" : `, ${bytes(upload.bytes_per_second)}/s`)
      + (upload.left_seconds == null ? "" : `, ${duration(upload.left_seconds)} left`)
    : upload.problem ? upload.problem + (upload.waits_until ? ` (until ${clock(upload.waits_until)})` : "") : null
]);

export function now(state) {
  const { program } = state;
  if (program.packaged_recorder) return facts(byId("now"), ofPackagedRecorder(state));
  // Beside another program, the recorder of this package is asked as well, and its rows follow.
  facts(byId("now"), [...ofAnother(state), ...(program.recorder_watched ? ofPackagedRecorder(state) : ofItsRecordings(state))]);
}

function ofPackagedRecorder({ at: time, recorder, uploads }) {
  return [
    ...recordingFacts(recorder),
    ["Uploading", recorder.currently_uploading || "nothing"],
    ...uploadFacts(recorder),
    ["Last good video", at(uploads.last_recording_at, time) || "none yet"],
    ["Last upload", at(uploads.last_upload_at, time) || "none yet"],
    ["Waiting", recorder.upload_queue_size == null ? unknown : recorder.upload_queue_size + " in the upload queue"],
    ["Internet", recorder.internet_connected == null ? "not checked" : recorder.internet_connected ? "reachable" : "not reachable"]
  ];
}

/** What its heartbeat, its probes and its unit say; a row that nobody reports is left out. */
function ofAnother(state) {
  const { watchdog } = state, service = watched(state), probed = isProbed(service);
  const problems = (service.liveness || []).filter(probe => probe.state !== "alive").map(probe => probe.detail);
  return [
    ["State", watchdog.reachable ? sentenceCase(conditionOf(state).condition) + (probed ? "" : `, it reports: ${stateLabel(state)}`)
      : "unknown: the watchdog does not respond"],
    [probed ? "Last success" : "Last heartbeat", service.silence_seconds == null ? null : duration(service.silence_seconds) + " ago"],
    ["Probes", probed ? problems.join("; ") || service.liveness.map(probe => probe.probe).join(", ") + ": successful" : null],
    ["Error", service.error],
    ["Process", service.unit ? [service.pid, service.unit.replaceAll("_", " ")].filter(Boolean).join(", ") : null]
  ];
}

/** What the heartbeat and the database of another recorder say. */
function ofItsRecordings({ at: time, recorder, uploads }) {
  const queue = recorder.upload_queue_size, internet = recorder.internet_connected;
  return [
    ["Recording", recorder.recording_active == null ? null : recorder.recording_active ? "in progress" : "nothing"],
    ["Uploading", queue == null ? null : recorder.currently_uploading || "nothing"],
    ["Waiting", queue == null ? null : queue + " in the upload queue"],
    ["Last good video", at(uploads.last_recording_at, time)],
    ["Last upload", at(uploads.last_upload_at, time)],
    ["Internet", internet == null ? null : internet ? "reachable" : "not reachable"]
  ];
}

const pie = [["completed", "uploaded", "var(--good-fill)"], ["pending", "waiting", "var(--accent)"],
  ["in_progress", "being uploaded", "var(--quiet)"], ["failed", "failed", "var(--bad-fill)"], ["corrupted", "corrupted", "var(--warn-fill)"]];

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "fill" || name === "stroke") made.style[name] = value; else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function slices(videos, all) {
  let from = 0;
  const point = share => [60 + 56 * Math.sin(2 * Math.PI * share), 60 - 56 * Math.cos(2 * Math.PI * share)];
  return pie.filter(([status]) => videos[status]).map(([status, , fill]) => {
    const share = videos[status] / all, [x1, y1] = point(from), [x2, y2] = point(from + share);
    from += share;
    return share === 1 ? svg("circle", { cx: 60, cy: 60, r: 56, fill })
      : svg("path", { d: `M60 60L${x1} ${y1}A56 56 0 ${share > 0.5 ? 1 : 0} 1 ${x2} ${y2}z`, fill, stroke: "var(--card)", "stroke-width": 2 });
  });
}

export function videos({ program, videos, uploads }) {
  byId("videos-section").hidden = !program.packaged_recorder && !program.recorder_watched && !Object.keys(videos).length;
  const all = pie.reduce((sum, [status]) => sum + (videos[status] || 0), 0);
  draw(byId("videos"), [videos, uploads], () => {
    const totals = uploads.recorded_total == null ? "" : element("p", { class: "none" },
      `In total: ${count(uploads.recorded_total)} recorded, ${count(uploads.uploaded_total)} uploaded`
      + (uploads.failed_total == null ? "." : `, ${count(uploads.failed_total)} failed attempts.`));
    if (all === 0) return [element("p", { class: "none" }, "No videos on the device yet."), totals];
    const label = "Videos by status: " + pie.map(([status, name]) => (videos[status] || 0) + " " + name).join(", ");
    return [
      svg("svg", { viewBox: "0 0 120 120", role: "img", "aria-label": label }, ...slices(videos, all)),
      element("ul", { class: "legend" }, ...pie.map(([status, name, fill]) => element("li", {},
        svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, svg("rect", { width: 12, height: 12, rx: 3, fill })),
        name, element("b", {}, count(videos[status] || 0))))), totals];
  });
}

export function watchdog({ watchdog: dog }) {
  if (!dog.reachable) {
    facts(byId("watchdog"), [["State", "✖ not responding"], ["Reason", dog.problem]]);
    return;
  }
  const holds = (dog.holds || []).map(hold =>
    `${hold.service || "everything"}, ${duration(hold.seconds_left)} left, by ${hold.by}${hold.why ? " (" + hold.why + ")" : ""}`);
  const reboots = dog.reboots || {};
  facts(byId("watchdog"), [
    ["State", dog.reboot_under_way ? "▲ rebooting the device" : dog.dry_run ? "▲ dry run: takes no action" : "✔ watching"],
    ...(dog.services || []).flatMap(service => [
      [service.name, `${(service.condition || "unknown").replace("_", " ")}, last ${isProbed(service) ? "successful probe" : "heartbeat"} ${Math.round(service.silence_seconds ?? 0)} s ago,`
        + ` restarted after ${duration(service.limit_seconds)} of silence`],
      ["Restarts", `${service.restarts_in_window} recently; ${service.max_restarts} lead to a reboot`]]),
    ["Reboots left", `${count(reboots.left_today)} today` + (reboots.not_now_because ? "; not now: " + reboots.not_now_because : "")],
    ["Holds", holds.length ? holds.join("; ") : "none"]
  ]);
}

const severityLevels = { critical: "bad", warning: "warn" };

export function alerts({ alerts: all, at }) {
  draw(byId("alerts"), [all, clock(at)], () => {
    if (!all) return [element("p", { class: "none" }, "No alerts are evaluated on this device.")];
    const row = (alert, firing) => element("li", {},
      firing ? mark(severityLevels[alert.severity] || "info", alert.summary) : element("span", {}, alert.summary), " ",
      element("span", { class: "when", title: alert.value || "" }, "" + (firing ? "since " + clock(alert.since) : clock(alert.since) + " to " + clock(alert.until))),
      firing && alert.what_to_do ? element("p", {}, alert.what_to_do) : null);
    return [
      all.firing.length ? element("ul", { class: "events" }, ...all.firing.map(alert => row(alert, true))) : element("p", {}, mark("good", "None firing.")),
      ...(all.past.length ? [element("h3", {}, "Past"), element("ul", { class: "events" }, ...all.past.slice(0, 10).map(alert => row(alert, false)))] : [])];
  });
}

/** Virtual interfaces, of containers for example. */
const virtual = /^(ifb|veth|docker|br-|virbr|dummy|tunl|sit|lo$)/;

export function network({ network: net, watchdog }) {
  const layers = watchdog && watchdog.network || {}, last = (layers.rungs || []).at(-1);
  const speed = value => value == null ? unknown : bytes(value) + "/s";
  facts(byId("network"), [
    ...(net.interfaces || []).filter(one => !virtual.test(one.name)).map(one => [one.name,
      `${one.up === 0 ? "▲ down" : "✔ up"}, received ${speed(one.received_bytes_per_second)}, sent ${speed(one.sent_bytes_per_second)}` + (one.signal_dbm == null ? "" : `, signal ${Math.round(one.signal_dbm)} dBm`)]),
    ["Internet", net.internet == null ? "not checked" : net.internet ? "✔ reachable" : "▲ not reachable"],
    ["Layers", layers.sentence == null ? null : layers.sentence === "" ? "✔ every known one works" : "▲ " + layers.sentence],
    ["Repair", layers.running ? "▲ now: " + layers.running : last ? `${last.rung} of ${last.link}: ${last.result.replaceAll("_", " ")}` : null]
  ]);
}

export function powerAndClock({ system }) {
  facts(byId("power"), [
    ["Clock", system.clock_synchronised == null ? null : system.clock_synchronised ? "✔ synchronised" : "▲ not synchronised"],
    ["Power", power(system.power)],
    ["Booted", system.booted_at ? clock(system.booted_at) : null]
  ]);
}

function power(flags) {
  if (!flags || !flags.length) return "throttling is not reported on this machine";
  const label = flag => flag.reason.replaceAll("_", " ");
  const current = flags.filter(flag => flag.now).map(label), before = flags.filter(flag => !flag.now && flag.since_boot).map(label);
  return [current.length ? "▲ now: " + current.join(", ") : "✔ neither throttled nor under-voltage now",
    before.length ? "▲ since boot: " + before.join(", ") : null].filter(Boolean).join("; ");
}

export function shipping({ shipping }) {
  const where = byId("shipping");
  if (!shipping || !shipping.length) {
    draw(where, "none", () => [element("dt", {}, "Metrics, logs"), element("dd", {}, "not sent anywhere: everything stays on this device")]);
    return;
  }
  facts(where, shipping.map(one => [one.name.replace("peace_ship_", "").replaceAll("_", " "),
    (Object.values(one.labels).join(", ") + " " + (one.name.endsWith("_bytes") ? bytes(one.value)
      : one.name.endsWith("timestamp_seconds") ? clock(one.value * 1000) : count(Math.round(one.value * 100) / 100))).trim()]));
}
