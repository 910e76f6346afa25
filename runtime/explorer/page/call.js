
// --- a call

async function call() {
  if (shown.running) return;
  resetAnswer();
  if (shown.mode === "form") {
    const problems = toJSON();
    if (problems.length) {
      problems[0].input.focus();
      return summary(`Not called: ${problems[0].what}`, "wrong");
    }
  } else if (!entered()) {
    fromJSON();
    $("json").focus();
    return summary("Not called: the request is not an object of JSON.", "wrong");
  }
  await send(shown, entered());
}

async function send(now, value) {
  const cookie = cookies.load(), body = bodyOf(value, cookie), url = address();
  summary("Calling …", "");
  $("sent").hidden = false;
  $("request").textContent = `POST ${url}\nContent-Type: application/json\n\n${printJSON(body, "  ")}`;
  now.running = new AbortController();
  busy(true);
  const start = performance.now();
  try {
    const response = await fetch(url, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: printJSON(body),
      redirect: "error", cache: "no-store", referrerPolicy: "no-referrer", signal: now.running.signal,
    });
    const text = await response.text();
    const took = performance.now() - start;
    const answer = read(text);
    cookies.merge(body.get("__cookie"), cookieOf(answer));
    if (shown === now) showAnswer(response, text, answer, took);
  } catch (error) {
    if (shown === now) summary(error.name === "AbortError" ? "Cancelled. The server may have carried the call out." : `No answer: ${error.message}`, "wrong");
  } finally {
    now.running = undefined;
    if (shown === now) busy(false);
    showCookie();
    showLines();
  }
}

/** The answer as a value, undefined if it is not JSON. */
function read(text) {
  try {
    const value = parseJSON(text);
    return value instanceof Map ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The cookie that came back: with a response in it, with an error beside it. */
function cookieOf(answer) {
  const res = answer?.get("res");
  return answer?.get("isSucc") === true && res instanceof Map ? res.get("__cookie") : answer?.get("__cookie");
}

const mostShown = 1 << 20;

function showAnswer(response, text, answer, took) {
  const good = answer?.get("isSucc") === true && answer.get("res") instanceof Map;
  const size = new Blob([text]).size;
  summary(`${good ? "Success" : "Error"}: ${response.status} ${response.statusText}, ${took.toFixed(1)} ms, ${size} bytes`, good ? "good" : "wrong");
  const pretty = answer && text.length <= mostShown ? printJSON(answer, "  ") : text;
  $("response").hidden = false;
  $("response").textContent = pretty.length > mostShown ? `${pretty.slice(0, mostShown)}\n… and ${pretty.length - mostShown} characters more` : pretty;
  if (good) return;
  const err = answer?.get("err");
  const part = (name) => {
    const value = err.get(name);
    return value === undefined ? "" : typeof value === "string" ? value : printJSON(value);
  };
  $("error").hidden = false;
  $("error").textContent = err instanceof Map
    ? `${[part("type") || "ApiError", part("code")].filter(Boolean).join(" ")}: ${part("message")}`
    : "This is not an answer of the server's calls. Something else answers at this address; see explorer.Prefix.";
}

function resetAnswer() {
  summary("Not called yet.", "");
  for (const id of ["error", "response", "sent"]) $(id).hidden = true;
  $("response").textContent = "";
  busy(false);
}

function summary(text, kind) {
  $("summary").textContent = text;
  $("summary").className = kind;
}

function busy(is) {
  $("call").disabled = is;
  $("cancel").hidden = !is;
}

// --- the cookie

function showCookie() {
  const cookie = cookies.load();
  const id = cookie?.get("sessionId");
  $("session").textContent = typeof id === "string" ? `${id.slice(0, 8)}… (${id.length} characters)` : "none";
  const values = new Map(cookie);
  values.delete("sessionId");
  $("values").textContent = values.size ? printJSON(values, "  ") : "no values";
  $("clear").disabled = !cookie;
}
