// The page's script. The client comes from api/api.go, by go generate.
import { Client, GreeterClient } from "../rpc/api.ts";

const greeter = new GreeterClient(new Client(new URL("api/", location.href).href));

const form = element<HTMLFormElement>("#greet");
const name = element<HTMLInputElement>("#name");
const language = element<HTMLSelectElement>("#language");
const answer = element<HTMLElement>("#answer");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void show(greet);
});
language.addEventListener("change", () => void show(speak));

/** Asks for a greeting. The server counts them in this visitor's session. */
async function greet(): Promise<string> {
  const { text, times } = await greeter.greet({ name: name.value });
  return `${text} (${times})`;
}

/** Chooses the language, which the server puts into this visitor's cookie. */
async function speak(): Promise<string> {
  await greeter.speak({ language: language.value });
  return "";
}

/** Makes a call, and shows what it returns or what is wrong. */
async function show(call: () => Promise<string>): Promise<void> {
  try {
    answer.textContent = await call();
    answer.classList.remove("wrong");
  } catch (error) {
    answer.textContent = (error as Error).message;
    answer.classList.add("wrong");
  }
}

function element<E extends HTMLElement>(selector: string): E {
  return document.querySelector<E>(selector)!;
}
