
// A control is what a value is entered with:
//   element  what to put on the page
//   title    the text of its name, which a list numbers anew
//   get      returns the value, undefined to leave it out; what is wrong it adds to problems
//   set      shows a value; it throws if that is not one of the type

/** Makes an element. Children are elements or text; nothing is ever read as markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== "" && child !== undefined));
  return element;
}

let ids = 0;
const newID = () => `c${++ids}`;
const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));
const needs = (ok, name, what) => {
  if (!ok) throw new Error(`${name} must be ${what}`);
};

/** The control for a value of a type. of has name, doc, optional, quoted. */
function control(index, of) {
  const t = typeOf(index);
  if (t.kind === "any") return jsonControl(t, of);
  if (t.kind === "pointer") return maybe(t.elem, of, of.field ? undefined : null);
  if (of.optional) return maybe(index, { ...of, optional: false }, undefined);
  if (of.quoted) return quoted(index, of);
  if (t.enum && t.kind !== "bool") return choice(t, of);
  const kinds = { bool: checkbox, struct, list, array, map };
  return (kinds[t.kind] ?? line)(t, of);
}

/** A line with a label, what is documented and what is wrong. input is labelled. */
function labelled(input, t, { name, doc }, ...more) {
  const title = make("span", {}, name);
  const wrong = make("p", { class: "wrong", id: newID(), hidden: true });
  const hint = make("p", { class: "doc", id: newID(), hidden: !doc }, doc ?? "");
  input.id = newID();
  const type = make("span", { class: "type", id: newID() }, typeName(t));
  input.setAttribute("aria-describedby", `${type.id} ${hint.id} ${wrong.id}`);
  const label = make("label", { for: input.id }, title);
  const element = input.type === "checkbox"
    ? make("div", { class: "field" }, make("div", { class: "row" }, input, label, type), hint, wrong)
    : make("div", { class: "field" }, label, " ", type, hint, make("div", { class: "row" }, input, ...more), wrong);
  const complain = (what, problems) => {
    wrong.textContent = what;
    wrong.hidden = !what;
    input.setAttribute("aria-invalid", String(!!what));
    if (what) problems.push({ input, what: `${title.textContent}: ${what}` });
  };
  return { element, title, complain };
}

const zeroTime = "0001-01-01T00:00:00Z";
const timeForm = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What is typed into a line: text, numbers, times, bytes. */
function line(t, of) {
  const number = ["int", "uint", "float", "number"].includes(t.kind);
  const input = t.kind === "string" && !of.key
    ? make("textarea", { rows: 1, spellcheck: "false" })
    : make("input", { type: "text", autocomplete: "off", spellcheck: "false", inputmode: number ? "decimal" : undefined });
  const empty = number ? "0" : t.kind === "time" ? zeroTime : "";
  if (empty) input.placeholder = empty;
  const more = t.kind === "time" ? [nowButton(input, of)] : t.kind === "bytes" ? [fileButton(input, of)] : [];
  const { element, title, complain } = labelled(input, t, of, ...more);
  const wrong = (text) => {
    if (number) return wrongNumber(t, text);
    if (t.kind === "time" && !timeForm.test(text)) return "This must be a time like 2006-01-02T15:04:05Z.";
    if (t.kind === "bytes" && !base64Form.test(text)) return "This must be base64.";
    return "";
  };
  return {
    element, title,
    get(problems) {
      const text = (["string", "text"].includes(t.kind) ? input.value : input.value.trim()) || empty;
      complain(wrong(text), problems);
      return number ? new Num(text) : text;
    },
    set(value) {
      if (value === null && ["bytes", "text"].includes(t.kind)) value = "";
      needs(number ? value instanceof Num : typeof value === "string", of.name, number ? "a number" : "a string");
      input.value = number ? value.text : value;
    },
  };
}

function nowButton(input, { name }) {
  return make("button", { type: "button", "aria-label": `Now, for ${name}`, onclick: () => {
    input.value = new Date().toISOString();
    changed(input);
  } }, "Now");
}

function fileButton(input, { name }) {
  const file = make("input", { type: "file", "aria-label": `File for ${name}`, onchange: async () => {
    const bytes = new Uint8Array(await file.files[0]?.arrayBuffer() ?? 0);
    let text = "";
    for (const b of bytes) text += String.fromCharCode(b);
    input.value = btoa(text);
    changed(input);
  } });
  return file;
}

function checkbox(t, of) {
  const input = make("input", { type: "checkbox" });
  const { element, title } = labelled(input, t, of);
  return {
    element, title,
    get: () => input.checked,
    set(value) {
      needs(typeof value === "boolean", of.name, "true or false");
      input.checked = value;
    },
  };
}

/** A choice among a type's constants, or another value. */
function choice(t, of) {
  const plain = line({ ...t, enum: undefined }, { ...of, name: `another ${of.name}` });
  const select = make("select");
  t.enum.forEach((e, i) => select.append(make("option", { value: i }, `${e.name} (${printJSON(e.value)})`)));
  select.append(make("option", { value: "" }, "another value"));
  const { element, title } = labelled(select, t, of);
  element.append(plain.element);
  const show = () => {
    plain.element.hidden = select.value !== "";
  };
  select.addEventListener("input", show);
  show();
  return {
    element, title,
    get: (problems) => (select.value === "" ? plain.get(problems) : t.enum[select.value].value),
    set(value) {
      const i = t.enum.findIndex((e) => sameJSON(e.value, value));
      if (i < 0) plain.set(value);
      select.value = i < 0 ? "" : i;
      show();
    },
  };
}

/** JSON as text, where the page knows no more. */
function jsonControl(t, of) {
  const input = make("textarea", { rows: 2, spellcheck: "false", placeholder: "JSON" });
  const { element, title, complain } = labelled(input, t, of);
  return {
    element, title,
    get(problems) {
      if (input.value.trim() === "") {
        complain("", problems);
        return of.field ? undefined : null;
      }
      try {
        const value = parseJSON(input.value);
        complain("", problems);
        return value;
      } catch (error) {
        complain(`This must be JSON: ${error.message}.`, problems);
        return null;
      }
    },
    set(value) {
      input.value = printJSON(value, "  ");
    },
  };
}

/** A value whose JSON is the text of a string. */
function quoted(index, of) {
  const inner = control(index, { ...of, quoted: false });
  return {
    ...inner,
    get: (problems) => printJSON(inner.get(problems)),
    set(value) {
      needs(typeof value === "string", of.name, "a string");
      inner.set(parseJSON(value));
    },
  };
}

/** A value with a tick for whether it is sent. Without, it is none. */
function maybe(index, of, none) {
  const t = typeOf(index);
  const type = make("span", { class: "type", id: newID() }, typeName(t));
  const tick = make("input", { type: "checkbox", id: newID(), "aria-describedby": type.id });
  const title = make("span", {}, of.name);
  const inside = make("div", { class: "inside", hidden: true });
  const element = make("div", { class: "maybe" },
    make("div", { class: "row" }, tick, make("label", { for: tick.id }, "Send ", title), type), inside);
  let inner;
  const show = () => {
    if (tick.checked && !inner) { // a recursive type is made as far as it is wanted
      inner = control(index, { ...of, name: title.textContent, optional: false, field: false });
      inside.append(inner.element);
    }
    inside.hidden = !tick.checked;
  };
  tick.addEventListener("input", show);
  return {
    element, title,
    get: (problems) => (tick.checked ? inner.get(problems) : none),
    set(value) {
      tick.checked = value !== none && value !== null;
      show();
      if (tick.checked) inner.set(value);
    },
  };
}

/** A frame around several controls. */
function frame(t, { name, doc }, ...children) {
  const title = make("span", {}, name);
  return {
    title,
    element: make("fieldset", {}, make("legend", {}, title, " ", make("span", { class: "type" }, typeName(t))),
      doc ? make("p", { class: "doc" }, doc) : "", ...children),
  };
}

function struct(t, of) {
  const own = fields(t);
  const { element, title } = frame(t, of, ...own.elements, own.elements.length ? "" : make("p", { class: "doc" }, "no fields"));
  return { element, title, get: own.get, set: (value) => own.set(value, of.name) };
}

/** The fields of a struct. What it is given beside them it keeps. */
function fields(t) {
  const all = (t.fields ?? []).map((f) => ({ name: f.name, control: control(f.type, { ...f, field: true }), type: f.type }));
  let others = new Map();
  return {
    elements: all.map((f) => f.control.element),
    get(problems) {
      const out = new Map();
      for (const f of all) {
        const value = f.control.get(problems);
        if (value !== undefined) out.set(f.name, value);
      }
      for (const [name, value] of others) out.set(name, value);
      return out;
    },
    set(value, name) {
      needs(value instanceof Map, name, "an object");
      others = new Map(value);
      for (const f of all) {
        others.delete(f.name);
        if (value.has(f.name)) f.control.set(value.get(f.name));
      }
    },
  };
}

/** Rows that can be added and removed. item makes the controls of one. */
function rows(t, of, item) {
  const items = [];
  const holder = make("div", { class: "items" });
  const add = make("button", { type: "button", "aria-label": `Add to ${of.name}`, onclick: () => {
    append().element.querySelector("input, textarea, select, button")?.focus();
    changed(holder);
  } }, "Add");
  const number = () => items.forEach((row, i) => {
    row.name(`${of.name} ${i + 1}`);
    row.remove.setAttribute("aria-label", `Remove ${of.name} ${i + 1}`);
  });
  const append = () => {
    const row = item();
    row.remove = make("button", { type: "button", onclick: () => {
      items.splice(items.indexOf(row), 1);
      row.element.remove();
      number();
      add.focus();
      changed(holder);
    } }, "Remove");
    row.element = make("div", { class: "item" }, make("div", { class: "inside" }, ...row.elements), row.remove);
    holder.append(row.element);
    items.push(row);
    number();
    return row;
  };
  const clear = () => {
    items.length = 0;
    holder.replaceChildren();
  };
  return { ...frame(t, of, holder, add), items, append, clear };
}

function list(t, of) {
  const { element, title, items, append, clear } = rows(t, of, () => {
    const inner = control(t.elem, { name: of.name });
    return { inner, elements: [inner.element], name: (name) => { inner.title.textContent = name; } };
  });
  return {
    element, title,
    get: (problems) => items.map((row) => row.inner.get(problems)),
    set(value) {
      needs(value === null || Array.isArray(value), of.name, "a list");
      clear();
      for (const v of value ?? []) append().inner.set(v);
    },
  };
}

function map(t, of) {
  const { element, title, items, append, clear } = rows(t, of, () => {
    const key = control(t.key, { name: "key", key: true });
    const inner = control(t.elem, { name: "value" });
    return { key, inner, elements: [key.element, inner.element], name: (name) => {
      key.title.textContent = `${name} key`;
      inner.title.textContent = `${name} value`;
    } };
  });
  const keyText = (value) => (value instanceof Num ? value.text : String(value));
  return {
    element, title,
    get(problems) {
      const out = new Map();
      for (const row of items) {
        const key = keyText(row.key.get(problems));
        if (out.has(key)) problems.push({ input: row.key.element.querySelector("input, select"), what: `${of.name}: the key ${key} stands twice` });
        out.set(key, row.inner.get(problems));
      }
      return out;
    },
    set(value) {
      needs(value === null || value instanceof Map, of.name, "an object");
      clear();
      for (const [k, v] of value ?? []) {
        const row = append();
        row.key.set(["int", "uint"].includes(typeOf(t.key).kind) ? new Num(k) : k);
        row.inner.set(v);
      }
    },
  };
}

const mostControls = 32;

function array(t, of) {
  if ((t.len ?? 0) > mostControls) return jsonControl(t, of);
  const zeros = Array.from({ length: t.len ?? 0 }, (_, i) => control(t.elem, { name: `${of.name} ${i + 1}` }));
  const { element, title } = frame(t, of, ...zeros.map((c) => c.element));
  return {
    element, title,
    get: (problems) => zeros.map((c) => c.get(problems)),
    set(value) {
      needs(Array.isArray(value) && value.length === zeros.length, of.name, `a list of ${zeros.length}`);
      zeros.forEach((c, i) => c.set(value[i]));
    },
  };
}
