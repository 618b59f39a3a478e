// The conversation: a question, its streamed answer, follow-ups.

import { add, el, fill, say, visible } from "./dom.js";
import { ask, documents } from "./api.js";
import { answer, refusal } from "./answer.js";
import { ownError, published, titled, trouble, when } from "./parts.js";
import { word } from "./words.js";

let turns = []; // {question, history, answer: object|null, error: Error|null}
let running = null; // AbortController of the question being answered

/** Draw the view; what has been said is kept, and drawn again where the interface's language changed. */
export function showAsk(view, { query, again }) {
  if (!view.childElementCount || again) draw(view);
  else if (turns.length) view.querySelector(".turn:last-child").scrollIntoView({ block: "start" });
  else welcome(view.querySelector(".log"));
  const asked = query.get("question");
  if (asked && !turns.length) view.querySelector("#question").value = asked;
}

function draw(view) {
  const unsent = view.querySelector("#question")?.value || "";
  const log = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": word("conversation") });
  fill(view, el("h1", { class: turns.length ? "unseen" : "hero" }, word("headline")), log, composer(view, log, unsent));
  if (turns.length) turns.forEach((turn) => log.append(drawn(turn)));
  else welcome(log);
}

function composer(view, log, unsent) {
  const field = el("textarea", {
    id: "question", rows: "1", maxlength: "4000", autocomplete: "off", enterkeyhint: "send",
    placeholder: word(turns.length ? "followUp" : "placeholder"),
  });
  field.value = unsent;
  const button = el("button", { type: "submit", class: "main" }, word(running ? "stop" : "send"));
  const anew = el("button", { type: "button", class: "quiet anew", hidden: !turns.length }, word("newTalk"));
  anew.addEventListener("click", () => {
    running?.abort();
    turns = [];
    draw(view);
    document.getElementById("question").focus();
  });
  const grow = () => {
    field.rows = Math.min(6, Math.max(1, field.value.split("\n").length, Math.ceil(field.value.length / 60)));
  };
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    // While an input method composes a character, Enter chooses it.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  const form = el("form", { class: "composer" },
    el("label", { for: "question", class: "unseen" }, word("question")), anew, field, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (running) {
      running.abort();
      return;
    }
    const question = field.value.trim();
    if (!question) return;
    field.value = "";
    grow();
    view.querySelector("h1").className = "unseen";
    field.placeholder = word("followUp");
    anew.hidden = false;
    await put(log, question);
  });
  return form;
}

async function welcome(log) {
  const list = el("ul", { class: "sources-list" });
  const note = el("p", { class: "restates", hidden: true });
  fill(log, el("div", { class: "welcome" },
    el("p", { class: "promise" }, word("promise")),
    el("h2", { class: "small" }, word("answersFrom")), list, note));
  try {
    const found = await documents();
    fill(list, found.map((one) =>
      el("li", {}, el("a", { href: `#read/${encodeURIComponent(one.id)}` }, titled(one)),
        el("span", { class: "soft" }, published(one), " · ", when(one)))));
    if (!found.length) fill(list, el("li", {}, word("noDocuments")));
    if (found.some((one) => one.restates)) {
      note.textContent = word("restatesNote");
      note.hidden = false;
    }
  } catch (error) {
    fill(list, el("li", {}, trouble(error, () => welcome(log))));
  }
}

function history() {
  return turns.filter((turn) => turn.answer).slice(-20).flatMap((turn) => [
    { role: "user", content: turn.question },
    { role: "assistant", content: turn.answer.answer },
  ]);
}

// The button is looked up anew each time: a change of language draws another one.
function label(key) {
  const button = document.querySelector(".composer .main");
  if (button) button.textContent = word(key);
}

async function put(log, question) {
  if (!turns.length) fill(log);
  const turn = { question, history: history(), answer: null, error: null };
  turns.push(turn);
  const words = el("p", { class: "answer", dir: "auto" }, el("span", { class: "waiting" }, word("looking")));
  const place = el("article", { class: "turn", "aria-busy": "true" }, asked(question), words);
  log.append(place);
  place.scrollIntoView({ block: "start" });
  say(word("looking"));
  const mine = new AbortController();
  running = mine;
  label("stop");
  let text = "";
  try {
    await ask({ question, history: turn.history }, mine.signal, (name, data) => {
      if (name === "delta") {
        text += data.text;
        fill(words, visible(text));
      } else if (name === "answer") {
        turn.answer = data;
      }
    });
    if (!turn.answer) throw new TypeError("the stream ended before its answer");
  } catch (error) {
    turn.error = error.name === "AbortError" ? ownError("stopped") : error;
  } finally {
    if (running === mine) {
      running = null;
      label("send");
    }
  }
  if (!turns.includes(turn)) return;
  const shown = drawn(turn);
  // Where the language was changed meanwhile the turn stands in another log.
  if (place.isConnected) place.replaceWith(shown);
  else document.querySelector("#ask .log").lastElementChild?.replaceWith(shown);
  shown.scrollIntoView({ block: "start" });
  if (turn.answer) say(turn.answer.answer.replace(/\s*\[\d+\]/g, ""));
}

/** The same question once more, in the place where it failed. */
function anew(turn, place) {
  const log = place.parentElement;
  turns = turns.filter((one) => one !== turn);
  place.remove();
  put(log, turn.question);
}

function asked(question) {
  return el("h2", { class: "asked", dir: "auto" }, visible(question));
}

function drawn(turn) {
  const place = el("article", { class: "turn" }, asked(turn.question));
  if (turn.error) return add(place, trouble(turn.error, () => anew(turn, place)));
  if (!turn.answer) return add(place, el("p", { class: "waiting" }, word("looking")));
  return add(place, turn.answer.answered ? answer(turn.answer, turn.history) : refusal(turn.answer, turn.history));
}
