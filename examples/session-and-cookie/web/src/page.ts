// The page without its client, which main gets.

/** What the page needs of a client. */
export interface Demo {
  /** Which of the links at the top is this page's. */
  readonly name: "rpcgen" | "tsrpc";
  test(): Promise<unknown>;
  setSession(): Promise<unknown>;
  setCookie(): Promise<unknown>;
  clear(): Promise<unknown>;
  /** What the next call would send. */
  cookie(): Promise<object | undefined>;
}

/** What a client tells the page: the messages as they travel. */
export interface Watcher {
  sends(method: string, text: string): void;
  receives(text: string): void;
}

/** How many calls the log shows. */
const logged = 20;

/** Starts the page with the client that connect makes for the server at a URL. */
export function main(connect: (url: string, watcher: Watcher) => Demo): void {
  const demo = connect(new URL(".", location.href).href, {
    sends: (method, text) => show("request", `POST ${method}\n${pretty(text)}`),
    receives: (text) => show("return", pretty(text)),
  });
  element(`[data-client=${demo.name}]`).setAttribute("aria-current", "page");
  const calls = { test: demo.test, "set-session": demo.setSession, "set-cookie": demo.setCookie, clear: demo.clear };
  for (const [id, call] of Object.entries(calls)) {
    const button = element(`#${id}`);
    button.addEventListener("click", () => void run(demo, button.textContent, call));
  }
  addEventListener("storage", () => void showCookie(demo)); // another tab has called
  void showCookie(demo);
}

/** Makes a call, and shows how it ends. */
async function run(demo: Demo, name: string, call: () => Promise<unknown>): Promise<void> {
  try {
    log(`${name}: ${JSON.stringify((await call()) ?? {})}`);
    element("#return").classList.remove("wrong");
  } catch (error) {
    const { type, code, message } = error as { type?: string; code?: unknown; message: string };
    log(`${name}: ${[type, code, message].filter((part) => part !== undefined).join(" ")}`, "wrong");
    show("return", JSON.stringify({ type, code, message }, null, 2));
    element("#return").classList.add("wrong");
  }
  await showCookie(demo);
}

async function showCookie(demo: Demo): Promise<void> {
  const cookie = await demo.cookie();
  show("cookie", cookie ? JSON.stringify(cookie, null, 2) : "");
}

function log(text: string, kind = ""): void {
  const list = element("#log");
  const item = document.createElement("li");
  const time = document.createElement("time");
  time.textContent = new Date().toLocaleTimeString();
  item.append(time, text);
  item.className = kind;
  list.prepend(item);
  while (list.children.length > logged) list.lastElementChild!.remove();
}

/** Shows text as it is; it comes from elsewhere. */
function show(id: string, text: string): void {
  element(`#${id}`).textContent = text;
}

function element(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector)!;
}

/** Lays JSON out in lines. What is not JSON stays as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
