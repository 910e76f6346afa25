
/** A word for a POSIX shell. */
const shellQuote = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The line that makes a call with curl. */
function curlLine(url, body) {
  return `curl -sS ${shellQuote(url)} -H 'Content-Type: application/json' --data-raw ${shellQuote(body)}`;
}
