
/** The cookie of this tab. It lies in sessionStorage, and in the page alone where there is none. */
const cookies = {
  key: "rpcgen-explorer:" + data.prefix,
  memory: null,

  load() {
    let text = this.memory;
    try {
      text = sessionStorage.getItem(this.key);
    } catch { /* the browser stores nothing */ }
    try {
      const value = text === null ? undefined : parseJSON(text);
      return value instanceof Map ? value : undefined;
    } catch {
      return undefined;
    }
  },

  save(cookie) {
    this.memory = cookie ? printJSON(cookie) : null;
    try {
      if (cookie) sessionStorage.setItem(this.key, this.memory);
      else sessionStorage.removeItem(this.key);
    } catch { /* it stays in memory */ }
  },

  /**
   * Takes over what a call has changed, from base, which was sent, to theirs, which came
   * back. What other calls have changed meanwhile stays; an older session id never comes back.
   */
  merge(base, theirs) {
    if (!(theirs instanceof Map)) return;
    const out = new Map(this.load());
    base ??= new Map();
    const session = out.get("sessionId");
    for (const name of base.keys()) if (!theirs.has(name)) out.delete(name);
    for (const [name, value] of theirs) if (!base.has(name) || !sameJSON(base.get(name), value)) out.set(name, value);
    if (session !== base.get("sessionId")) {
      if (session === undefined) out.delete("sessionId");
      else out.set("sessionId", session);
    }
    this.save(out);
  },
};
