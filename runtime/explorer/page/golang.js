
/** A string as Go writes it. JSON's escapes are Go's, but for halves of a surrogate pair. */
const goString = (text) => JSON.stringify(text.toWellFormed ? text.toWellFormed() : text).replace(/\u007f/g, "\\x7f");

/** The program that makes a call in Go. Some values have no literal: they are read from JSON. */
class GoProgram {
  imports = new Map([["context", "context"], ["log", "log"], ["github.com/rpcgen/rpcgen/runtime/transport/httprpc", "httprpc"]]);
  before = [];

  /** The code of a type, and its imports. */
  type(t) {
    if (t.hidden) throw new Error(`${t.go} has a name that is not exported`);
    for (const { name, path } of t.imports ?? []) if (path !== "main") this.imports.set(path, name);
    return t.go.replace(/interface \{\}/g, "any");
  }

  /** A value of type t, as it can be assigned to one. */
  literal(t, value) {
    if (value === undefined || value === null) return this.zero(t);
    switch (t.kind) {
      case "bool":
        return String(value);
      case "int": case "uint": case "float":
        return value.text ?? this.read(t, value);
      case "number":
        return goString(value.text ?? "");
      case "string":
        return typeof value === "string" ? goString(value) : this.read(t, value);
      case "time":
        return this.time(t, value);
      case "bytes":
        return typeof value === "string" && base64Form.test(value) ? this.bytes(t, atob(value)) : this.read(t, value);
      case "pointer":
        return this.pointer(typeOf(t.elem), value);
      case "struct":
        return value instanceof Map ? this.struct(t, value) : this.read(t, value);
      case "list": case "array":
        return Array.isArray(value) ? `${this.type(t)}{${value.map((v) => this.literal(typeOf(t.elem), v)).join(", ")}}` : this.read(t, value);
      case "map":
        return value instanceof Map && typeOf(t.key).kind !== "text" ? this.map(t, value) : this.read(t, value);
      case "any":
        if (t.go === "interface {}") return this.any(value);
        if (t.go === "json.RawMessage") return `${this.type(t)}(${goString(printJSON(value))})`;
    }
    return this.read(t, value);
  }

  zero(t) {
    const zeros = { bool: "false", int: "0", uint: "0", float: "0", number: '""', string: '""', pointer: "nil", list: "nil", map: "nil", bytes: "nil" };
    if (t.go === "interface {}" || t.go === "json.RawMessage") return "nil";
    return zeros[t.kind] ?? `*new(${this.type(t)})`;
  }

  /** A variable for what has no literal. */
  read(t, value) {
    const name = `value${this.before.length + 1}`;
    this.imports.set("encoding/json", "json");
    this.before.push(`\tvar ${name} ${this.type(t)}\n\tif err := json.Unmarshal([]byte(${goString(printJSON(value))}), &${name}); err != nil {\n\t\tlog.Fatal(err)\n\t}\n`);
    return name;
  }

  time(t, value) {
    const m = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?[Zz]$/.exec(value);
    if (!m) return this.read(t, value);
    const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number);
    this.imports.set("time", "time");
    return `time.Date(${year}, ${month}, ${day}, ${hour}, ${minute}, ${second}, ${Number((m[7] ?? "0").padEnd(9, "0"))}, time.UTC)`;
  }

  bytes(t, text) {
    const code = [...text].map((c) => (/[ !#-[\]-~]/.test(c) ? c : "\\x" + c.charCodeAt(0).toString(16).padStart(2, "0"))).join("");
    return `${this.type(t)}("${code}")`;
  }

  pointer(t, value) {
    const literal = this.literal(t, value);
    if (t.go === "interface {}") return `new(any(${literal}))`;
    if (literal.startsWith(this.type(t) + "{")) return "&" + literal;
    return /^(bool|int|uint|float|number|string)$/.test(t.kind) ? `new(${this.type(t)}(${literal}))` : `new(${literal})`;
  }

  /** Fields that come through an embedded struct stand in a literal of their own. */
  struct(t, value) {
    if ((t.fields ?? []).some((f) => value.has(f.name) && f.go.some((name) => !/^\p{Lu}/u.test(name)))) return this.read(t, value);
    const level = (code, path) => {
      const parts = [];
      for (const f of t.fields ?? []) {
        if (!value.has(f.name) || f.go.slice(0, path.length).join(".") !== path.join(".")) continue;
        const name = f.go[path.length];
        if (f.go.length === path.length + 1) {
          parts.push(`${name}: ${this.field(f, value.get(f.name))}`);
        } else if (!parts.some((p) => p.startsWith(name + ": "))) {
          const way = [...path, name], embedded = typeOf(t.embeds[way.join(".")]);
          const inner = embedded.kind === "pointer" ? typeOf(embedded.elem) : embedded;
          parts.push(`${name}: ${level((embedded.kind === "pointer" ? "&" : "") + this.type(inner), way)}`);
        }
      }
      return `${code}{${parts.join(", ")}}`;
    };
    return level(this.type(t), []);
  }

  field(f, value) {
    const t = typeOf(f.type);
    if (f.quoted && typeof value === "string") {
      try {
        return this.literal(t, parseJSON(value));
      } catch { /* the server will refuse it, too */ }
    }
    return this.literal(t, value);
  }

  map(t, value) {
    const key = typeOf(t.key), keyCode = (k) => (["int", "uint"].includes(key.kind) ? k : goString(k));
    return `${this.type(t)}{${[...value].map(([k, v]) => `${keyCode(k)}: ${this.literal(typeOf(t.elem), v)}`).join(", ")}}`;
  }

  any(value) {
    if (value === null) return "nil";
    if (value instanceof Num) {
      if (!/^-?\d+$/.test(value.text) || Number.isSafeInteger(Number(value.text))) return value.text;
      this.imports.set("encoding/json", "json");
      return `json.Number("${value.text}")`;
    }
    if (Array.isArray(value)) return `[]any{${value.map((v) => this.any(v)).join(", ")}}`;
    if (value instanceof Map) return `map[string]any{${[...value].map(([k, v]) => `${goString(k)}: ${this.any(v)}`).join(", ")}}`;
    return typeof value === "string" ? goString(value) : String(value);
  }

  argument(arg, value) {
    const t = typeOf(arg.type), own = arg.field ? value.get(arg.field) : value;
    if (arg.variadic) return own?.length ? [this.literal(t, own) + "..."] : [];
    return [(arg.pointer ? "&" : "") + this.literal(t, own)];
  }

  /** The whole program. */
  call(method, value, url) {
    const { go } = method;
    const args = (go.args ?? []).flatMap((arg) => this.argument(arg, value));
    for (const { name, path } of go.imports ?? []) if (path !== "main") this.imports.set(path, name);
    const results = names(go.results ?? []);
    const call = `${go.package}.New${go.service}Client(client).${go.method}(${[...(go.noCtx ? [] : ["context.Background()"]), ...args].join(", ")})`;
    const check = "\t\tlog.Fatal(err)\n\t}\n";
    if (go.noCtx) this.imports.delete("context");
    if (results.length) this.imports.set("fmt", "fmt");
    return `package main\n\n${this.importLines()}\nfunc main() {\n`
      + `\tclient, err := httprpc.NewClient(${goString(url)})\n\tif err != nil {\n${check}${this.before.join("")}`
      + (results.length
        ? `\t${results.join(", ")}, err := ${call}\n\tif err != nil {\n${check}\tfmt.Println(${results.join(", ")})\n`
        : `\tif err := ${call}; err != nil {\n${check}`)
      + "}\n";
  }

  importLines() {
    const all = [...this.imports].sort(([a], [b]) => (a < b ? -1 : 1));
    const text = ([path, name]) => `\t${path.split("/").at(-1) === name ? "" : name + " "}"${path}"\n`;
    const standard = ([path]) => !path.split("/")[0].includes(".");
    const groups = [all.filter(standard), all.filter((i) => !standard(i))].filter((group) => group.length);
    return `import (\n${groups.map((group) => group.map(text).join("")).join("\n")})\n`;
  }
}

/** Names for results, other than those of the lines around them. */
function names(wanted) {
  const taken = /^(client|err|context|fmt|log|httprpc|json|time|value\d*|break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import|interface|map|package|range|return|select|struct|switch|type|var|_)$/;
  const used = new Set();
  return wanted.map((name) => {
    while (taken.test(name) || used.has(name)) name += "_";
    used.add(name);
    return name;
  });
}
