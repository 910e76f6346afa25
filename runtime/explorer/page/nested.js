
// The controls of values that hold others.

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
