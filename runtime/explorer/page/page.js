
const $ = (id) => document.getElementById(id);
const methods = new Map(data.methods.map((m) => [m.name, m]));
const drafts = new Map(); // what was entered for methods that are not shown, as JSON

/** The method that is shown: method, form, mode, running. */
let shown;

// --- the list

function showList() {
  const services = new Map();
  for (const m of data.methods) {
    if (!services.has(m.service)) services.set(m.service, []);
    services.get(m.service).push(m);
  }
  for (const [service, all] of services) {
    $("list").append(make("section", {}, make("h2", {}, service), all[0].serviceDoc ? make("p", { class: "doc" }, all[0].serviceDoc) : "",
      make("ul", {}, ...all.map((m) => make("li", {}, make("a", {
        href: "#" + encodeURI(m.name), class: m.deprecated ? "deprecated" : undefined,
      }, m.short))))));
  }
  const links = [...$("list").querySelectorAll("a")];
  links.forEach((link, i) => {
    const m = [...services.values()].flat()[i];
    link.method = m;
    link.words = `${m.service} ${m.name} ${m.doc ?? ""}`.toLowerCase();
  });
  $("filter").addEventListener("input", () => filter(links));
  filter(links);
}

/** Shows the methods with all words that are looked for. */
function filter(links) {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const link of links) {
    const hidden = !words.every((word) => link.words.includes(word));
    link.parentElement.hidden = hidden;
    count += hidden ? 0 : 1;
  }
  for (const section of $("list").children) section.hidden = !section.querySelector("li:not([hidden])");
  $("count").textContent = count === 1 ? "1 method" : `${count} methods`;
}

function openMenu(open) {
  $("methods").classList.toggle("open", open);
  $("menu").setAttribute("aria-expanded", String(open));
}

// --- one method

function show(method) {
  keepDraft();
  const form = fields(typeOf(method.request));
  shown = { method, form, mode: "form" };
  $("welcome").hidden = true;
  $("method").hidden = false;
  $("name").textContent = method.name;
  $("doc").textContent = [method.doc, method.deprecated && `Deprecated: ${method.deprecated}`].filter(Boolean).join("\n\n");
  $("types").textContent = `Request:\n${outline(method.request)}\nResponse:\n${outline(method.response)}`;
  $("panel-form").replaceChildren(...form.elements, form.elements.length ? "" : make("p", { class: "doc" }, "This method takes nothing."));
  document.title = `${method.name} – API explorer`;
  for (const link of $("list").querySelectorAll("a")) {
    if (link.method === method) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  resetAnswer();
  const draft = drafts.get(method.name);
  if (draft !== undefined) $("json").value = draft;
  const fits = draft === undefined || fromJSON();
  if (draft === undefined) toJSON();
  setMode(fits ? "form" : "json");
  showLines();
}

function keepDraft() {
  if (!shown) return;
  if (shown.mode === "form") toJSON();
  drafts.set(shown.method.name, $("json").value);
}

/** Writes what the form holds as JSON. It returns what is wrong in the form. */
function toJSON() {
  const problems = [];
  const value = shown.form.get(problems);
  if (problems.length === 0) {
    $("json").value = printJSON(value, "  ");
    complainJSON("");
  }
  return problems;
}

/** Shows the JSON in the form, if it can be. */
function fromJSON() {
  try {
    const value = parseJSON($("json").value);
    complainJSON("");
    try {
      shown.form.set(value, "The request");
      return true;
    } catch (error) {
      complainJSON(`The form cannot show this: ${error.message}. It can be sent as it is.`, false);
    }
  } catch (error) {
    complainJSON(`This is not JSON: ${error.message}.`);
  }
  return false;
}

function complainJSON(what, invalid = what !== "") {
  $("json-wrong").textContent = what;
  $("json-wrong").hidden = !what;
  $("json").setAttribute("aria-invalid", String(invalid));
}

function setMode(mode) {
  shown.mode = mode;
  for (const name of ["form", "json"]) {
    const selected = name === mode;
    $(`tab-${name}`).setAttribute("aria-selected", String(selected));
    $(`tab-${name}`).tabIndex = selected ? 0 : -1;
    $(`panel-${name}`).hidden = !selected;
  }
}

/** What would be sent, without the cookie; undefined if something is wrong with it. */
function entered() {
  try {
    if (shown.mode === "form" && toJSON().length) return undefined;
    const value = parseJSON($("json").value);
    return value instanceof Map ? value : undefined;
  } catch {
    return undefined;
  }
}

const address = () => location.origin + data.prefix + encodeURI(shown.method.name).replace(/[?#]/g, encodeURIComponent);

/** The body of a call: the cookie of the tab, unless what was entered has one of its own. */
function bodyOf(value, cookie) {
  if (cookie === undefined || value.has("__cookie")) return value;
  return new Map([["__cookie", cookie], ...value]);
}

/** Shows the lines for what is entered now; while that is wrong the last ones stay. */
function showLines() {
  const value = entered();
  if (!value) return;
  $("curl").textContent = curlLine(address(), printJSON(bodyOf(value, cookies.load())));
  const plain = new Map(value);
  plain.delete("__cookie");
  try {
    $("go").textContent = new GoProgram().call(shown.method, plain, location.origin + data.prefix);
  } catch (error) {
    $("go").textContent = `// This request cannot be written in Go: ${error.message}`;
  }
}

// --- what people do

async function copy(id) {
  const button = $(`copy-${id}`), text = button.textContent;
  try {
    await navigator.clipboard.writeText($(id).textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = text), 1500);
  } catch { // pages of plain HTTP may not
    getSelection().selectAllChildren($(id));
  }
}

function route() {
  let name = location.hash.slice(1);
  try {
    name = decodeURI(name);
  } catch { /* it is no method, then */ }
  const method = methods.get(name);
  if (!method) return;
  show(method);
  openMenu(false);
  $("main").focus({ preventScroll: true });
  scrollTo(0, 0);
}

$("problems").append(...(data.problems ?? []).map((text) => make("p", { class: "wrong" }, text)));
$("menu").addEventListener("click", () => openMenu(!$("methods").classList.contains("open")));
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  call();
});
$("form").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    call();
  }
});
$("panel-form").addEventListener("input", showLines);
$("json").addEventListener("input", () => {
  fromJSON();
  showLines();
});
for (const [mine, other] of [["form", "json"], ["json", "form"]]) {
  $(`tab-${mine}`).addEventListener("click", () => switchTo(mine));
  $(`tab-${mine}`).addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    switchTo(other);
    $(`tab-${shown.mode}`).focus();
  });
}

/** Changes the tab, where both can show what is entered. */
function switchTo(mode) {
  if (mode === shown.mode) return;
  if (mode === "json") {
    const problems = toJSON();
    if (problems.length) complainJSON(`The form has something that is wrong; this is what it held before. ${problems[0].what}`, false);
  } else if (!fromJSON()) {
    return;
  }
  setMode(mode);
  showLines();
}

$("cancel").addEventListener("click", () => shown.running?.abort());
$("clear").addEventListener("click", () => {
  cookies.save(undefined);
  showCookie();
  if (shown) showLines();
});
for (const id of ["curl", "go"]) $(`copy-${id}`).addEventListener("click", () => copy(id));
addEventListener("hashchange", route);
showList();
showCookie();
route();
