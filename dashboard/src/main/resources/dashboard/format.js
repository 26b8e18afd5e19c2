// SPDX-License-Identifier: Apache-2.0
// Formats numbers and times for people. An unknown value is a dash, never 0.
export const unknown = "–";

let zone;
/** Times are shown in the device's time zone, as in the sentence at the top. */
export function setZone(name) { zone = name; }
export function zoneName() { return zone; }

export function bytes(count) {
  if (count == null) return unknown;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let n = count, unit = 0;
  while (n >= 1000 && unit < units.length - 1) { n /= 1000; unit++; }
  return (unit > 0 && n < 10 ? n.toFixed(1) : Math.round(n)) + " " + units[unit];
}

export function percent(ratio) {
  if (ratio == null) return unknown;
  const p = ratio * 100;
  return (p > 0 && p < 10 ? p.toFixed(1) : Math.round(p)) + " %";
}

export function duration(seconds) {
  if (seconds == null) return unknown;
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return s + " s";
  if (s < 7200) return Math.round(s / 60) + " min";
  if (s < 172800) return Math.floor(s / 3600) + " h " + Math.round(s % 3600 / 60) + " min";
  return Math.floor(s / 86400) + " days " + Math.floor(s % 86400 / 3600) + " h";
}

function format(options, date) {
  try {
    return new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone }).format(date);
  } catch {
    return new Intl.DateTimeFormat(undefined, options).format(date);
  }
}

export function clock(at, seconds) {
  if (at == null) return unknown;
  const date = new Date(at);
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(seconds ? { second: "2-digit" } : {}) };
  const day = { day: "numeric", month: "short" };
  return format(day, date) === format(day, new Date()) ? format(time, date) : format({ ...day, ...time }, date);
}

export function ago(at, now) {
  if (at == null) return unknown;
  const seconds = (new Date(now) - new Date(at)) / 1000;
  return seconds < 5 ? "just now" : duration(seconds) + " ago";
}

export function count(n) { return n == null ? unknown : String(n); }

export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") made.className = value;
    else if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child != null));
  return made;
}

const drawn = new WeakMap();
/** Draws only what has changed, so that screen readers and touches are not disturbed each second. */
export function draw(where, key, make) {
  const text = JSON.stringify(key);
  if (drawn.get(where) === text) return;
  drawn.set(where, text);
  where.replaceChildren(...make());
}

export function facts(where, rows) {
  const known = rows.filter(row => row && row[1] != null);
  draw(where, known, () => known.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
