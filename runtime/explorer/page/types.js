
const data = parseData(document.getElementById("data").textContent);

/** The data of the page, which is small numbers and text but for the values of constants. */
function parseData(text) {
  const out = JSON.parse(text);
  // Constants may be numbers that JavaScript has no room for.
  const exact = parseJSON(text).get("types");
  out.types.forEach((t, i) => t.enum?.forEach((e, j) => {
    e.value = exact[i].get("enum")[j].get("value");
  }));
  return out;
}

const typeOf = (index) => data.types[index];

/** What the page calls a type: as Go does, without the package. */
function typeName(t) {
  return t.go.replace(/interface \{\}/g, "any").replace(/\buint8\b/g, t.kind === "bytes" ? "byte" : "uint8").replace(/\b\w+\.(?=[A-Za-z_])/g, (pkg) => (/^(time|json)\.$/.test(pkg) ? pkg : ""));
}

/** A type with its fields, as Go declares them; the types within it follow, each once. */
function outline(index, done = new Set()) {
  const t = typeOf(index);
  if (done.has(index)) return "";
  done.add(index);
  if (t.kind !== "struct") return [t.key, t.elem].map((i) => (i ? outline(i, done) : "")).join("");
  const fields = t.fields ?? [];
  const own = `${t.named ? "type " + typeName(t) + " " : ""}struct {\n${fields.map((f) => `  ${f.name}${f.optional ? "?" : ""}  ${typeName(typeOf(f.type))}\n`).join("")}}\n`;
  return own + fields.map((f) => outline(f.type, done)).join("");
}

const bounds = (t) => (t.kind === "int"
  ? [-(1n << BigInt(t.bits - 1)), (1n << BigInt(t.bits - 1)) - 1n]
  : [0n, (1n << BigInt(t.bits)) - 1n]);

/** What is wrong with the text of a number of type t, "" if nothing is. */
function wrongNumber(t, text) {
  if (t.kind === "int" || t.kind === "uint") {
    if (!/^-?(0|[1-9]\d*)$/.test(text)) return "This must be a whole number.";
    const [least, most] = bounds(t);
    const n = BigInt(text);
    return n < least || n > most ? `This must be from ${least} to ${most}.` : "";
  }
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? "" : "This must be a number.";
}
