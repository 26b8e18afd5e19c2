// SPDX-License-Identifier: Apache-2.0
// Past incidents, newest first, with the evidence that the watchdog saved.
import { clock, draw, duration, element } from "./format.js";

function times(incident) {
  const start = clock(incident.from, true);
  if (!incident.until) return start + ", ongoing";
  return incident.length_seconds ? `${start}, over after ${duration(incident.length_seconds)}` : start;
}

function evidence(incident) {
  return incident.evidence.flatMap(saved => [
    element("h3", {}, "Evidence of " + clock(saved.at, true)),
    element("div", { class: "evidence" }, ...saved.files.map(file => element("a", {
      href: `api/v1/evidence/${encodeURIComponent(saved.name)}/${encodeURIComponent(file)}`, target: "_blank", rel: "noopener"
    }, file)))]);
}

function one(incident) {
  const mark = incident.until ? ["good", "✔ over"] : ["warn", "▲ ongoing"];
  return element("li", {},
    element("div", { class: "head" },
      element("strong", {}, incident.service + ": " + incident.title),
      element("span", { class: "mark " + mark[0] }, mark[1])),
    element("p", { class: "when" }, times(incident)),
    element("p", {}, incident.what),
    element("details", { id: "incident-" + incident.id },
      element("summary", {}, `${incident.events.length} events` + (incident.evidence.length ? ", evidence saved" : "")),
      element("ol", { class: "events" }, ...incident.events.map(event =>
        element("li", {}, element("time", { dateTime: event.time }, clock(event.time, true)), event.reason))),
      ...evidence(incident)));
}

export function incidents({ incidents: all, older_incidents: older }) {
  const where = document.getElementById("incidents");
  draw(where, [all, older], () => {
    const open = new Set([...where.querySelectorAll("details[open]")].map(details => details.id));
    if (!all.length) return [element("li", { class: "none" }, "None that the watchdog remembers.")];
    const items = all.map(one);
    items.forEach(item => { const details = item.querySelector("details"); details.open = open.has(details.id); });
    return older ? [...items, element("li", { class: "none" }, "Older ones: peace incidents")] : items;
  });
}
