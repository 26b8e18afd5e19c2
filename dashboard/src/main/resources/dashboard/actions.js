// Login, and what can be asked of the device: each confirmed first.
import { element } from "./words.js";

const byId = id => document.getElementById(id);
let csrf = null, mayRead = false, passwordSet = true, device = "", service = "recorder", changed = () => {}, told = null;

export function isReader() { return mayRead; }

export async function loadSession() {
  const response = await fetch("/api/v1/session", { cache: "no-store", signal: AbortSignal.timeout(10000) });
  const session = await response.json();
  if (!response.ok) throw new Error(session.error);
  return takeSession(session);
}

export function takeSession(session) {
  csrf = session.csrf;
  mayRead = session.may_read;
  passwordSet = session.password_set;
  const button = byId("login");
  button.hidden = false;
  button.textContent = csrf ? "Log out" : "Log in";
  return mayRead;
}

async function post(path, body) {
  const response = await fetch("/api/v1/" + path, {
    method: "POST", headers: { "Content-Type": "application/json", ...(csrf ? { "X-Peace-Token": csrf } : {}) }, body: JSON.stringify(body)
  });
  const answer = await response.json().catch(() => ({ error: "The device answered with something unreadable." }));
  if (!response.ok) throw Object.assign(new Error(answer.error), { status: response.status });
  return answer;
}

/** Asks in a dialog; resolves with the entered values, or null. `run` may refuse with an error, which is shown. */
function ask(title, text, fields, word, run, danger) {
  return new Promise(resolve => {
    const dialog = byId("dialog");
    const wrong = element("p", { class: "wrong", role: "alert" });
    const go = element("button", { type: "submit", class: danger ? "danger" : "main" }, word);
    const form = element("form", { method: "dialog" },
      element("h2", { id: "dialog-title" }, title), element("p", {}, text),
      ...fields.map(field => element("label", {}, field.label, element("input", { name: field.name, required: true, ...field.attributes }))),
      wrong, element("div", { class: "buttons" }, go, element("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
    form.addEventListener("submit", async event => {
      event.preventDefault();
      go.disabled = true;
      wrong.textContent = "";
      try {
        const result = await run(Object.fromEntries(new FormData(form)));
        dialog.dataset.done = "1";
        dialog.close();
        resolve(result);
      } catch (refused) {
        wrong.textContent = refused.message || "The device can't be reached.";
        if (refused.status === 401 && csrf) { csrf = null; loadSession(); }
      }
      go.disabled = false;
    });
    dialog.onclose = () => { dialog.replaceChildren(); resolve(null); };
    dialog.replaceChildren(form);
    dialog.showModal();
  });
}

export async function logIn() {
  const done = await ask("Log in", passwordSet ? "With the password of this device." : "No password is set on this device: run 'sudo peace dashboard password' on it.",
    [{ label: "Password", name: "password", attributes: { type: "password", autocomplete: "current-password" } }], "Log in",
    values => post("login", values));
  if (done) { await loadSession(); changed(); }
  return Boolean(csrf);
}

function tell(text, bad) {
  const result = byId("action-result");
  result.textContent = text[0].toUpperCase() + text.slice(1);
  result.className = "result" + (bad ? " bad" : "");
  result.hidden = false;
  clearTimeout(told);
  told = setTimeout(() => { result.hidden = true; }, 60000);
}

const all = () => [
  { word: "Start recording", title: "Start a recording?", text: "It begins at once.",
    fields: [{ label: "Minutes", name: "minutes", attributes: { type: "number", min: 1, max: 240, value: 10 } }], body: v => ({ action: "start_recording", minutes: Number(v.minutes) }) },
  { word: "Stop recording", title: "Stop the recording?", text: "The video is finished and queued for upload.", body: () => ({ action: "stop_recording" }) },
  { word: "Restart " + service, title: `Restart ${service}?`, text: "A recording that runs is finished first. It takes less than a minute.", body: () => ({ action: "restart", service }) },
  { word: "Hold", title: "Put the watchdog on hold?", text: "Nothing is restarted or rebooted meanwhile. It ends by itself.",
    fields: [{ label: "Minutes", name: "minutes", attributes: { type: "number", min: 1, max: 1440, value: 30 } },
      { label: "Why", name: "why", attributes: { maxLength: 120, required: false } }], body: v => ({ action: "hold", minutes: Number(v.minutes), why: v.why }) },
  { word: "End hold", title: "End every hold?", text: "The watchdog takes over at once.", body: () => ({ action: "release" }) },
  { word: "Reboot", danger: true, title: `Reboot ${device}?`, text: `Nothing is recorded for some minutes. Type the device's name to confirm: ${device}`,
    fields: [{ label: "Name of the device", name: "confirm", attributes: { autocomplete: "off", autocapitalize: "off" } }], body: v => ({ action: "reboot", confirm: v.confirm }) }
];

async function begin(action) {
  if (!csrf && !await logIn()) return;
  const answer = await ask(action.title, action.text, action.fields || [], action.word, values => post("actions", action.body(values)), action.danger);
  if (answer) tell(answer.message);
}

/** Draws the buttons anew when the device's or the service's name is known. */
export function show(deviceName, serviceName, onChange) {
  changed = onChange || changed;
  if (deviceName === device && serviceName === service && byId("actions").children.length) return;
  device = deviceName;
  service = serviceName;
  byId("actions").replaceChildren(...all().map(action =>
    element("button", { type: "button", class: action.danger ? "danger" : "", onclick: () => begin(action) }, action.word)));
}

export function beginLogin(onChange) {
  changed = onChange;
  byId("login").addEventListener("click", async () => {
    if (!csrf) { await logIn(); return; }
    try { await post("logout", {}); } catch (refused) { tell(refused.message, true); }
    await loadSession();
    changed();
  });
}
