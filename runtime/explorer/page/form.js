
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
