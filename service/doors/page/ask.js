// The conversation: question, streamed answer, its sources and facts; a refusal with the nearest paragraphs.

import { add, el, fill, printed, say, visible } from "./dom.js";
import { ask, get } from "./api.js";
import { copyButton, factRow, factTable, pin, published, restatement, titled, trail, trouble, when } from "./parts.js";
import { openReader } from "./reader.js";
import { language, word } from "./words.js";

const turns = []; // {question, answer: object|null, error: Error|null}
let running = null; // AbortController of the question being answered

/** Draw the view; what has been said is kept, and drawn again where the interface's language changed. */
export function showAsk(view, _rest, again = false) {
  if (view.childElementCount && !again) return;
  const log = el("div", { class: "log", role: "log", "aria-live": "polite" });
  fill(view, log, composer(log));
  if (turns.length) turns.forEach((turn) => log.append(drawn(turn)));
  else welcome(log);
}

function composer(log) {
  const field = el("textarea", {
    id: "question", rows: "1", maxlength: "4000", placeholder: word("placeholder"), autocomplete: "off",
    enterkeyhint: "send",
  });
  const button = el("button", { type: "submit", class: "main" }, word("send"));
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
    el("label", { for: "question", class: "unseen" }, word("question")), field, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running) {
      running.abort();
      return;
    }
    const question = field.value.trim();
    if (!question) return;
    field.value = "";
    grow();
    put(log, question, button);
  });
  return form;
}

async function welcome(log) {
  const list = el("ul", { class: "sources-list" });
  const note = el("p", { class: "restates", hidden: true });
  fill(log, el("div", { class: "welcome" },
    el("h1", {}, word("headline")), el("p", { class: "promise" }, word("promise")),
    el("h2", { class: "small" }, word("answersFrom")), list, note));
  try {
    const { documents } = await get("/v1/documents");
    fill(list, documents.map((one) =>
      el("li", {}, el("a", { href: `#read/${one.id}` }, titled(one)),
        el("span", { class: "soft" }, " ", published(one), " · ", when(one)))));
    if (!documents.length) fill(list, el("li", {}, word("empty")));
    if (documents.some((one) => one.restates)) {
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

async function put(log, question, button) {
  if (!turns.length) fill(log);
  const turn = { question, answer: null, error: null };
  const request = { question, history: history() };
  turns.push(turn);
  const words = el("p", { class: "answer", "aria-busy": "true" }, el("span", { class: "waiting" }, word("looking")));
  const place = el("article", { class: "turn" }, asked(question), words);
  log.append(place);
  place.scrollIntoView({ block: "start" });
  running = new AbortController();
  button.textContent = word("stop");
  let text = "";
  try {
    await ask(request, running.signal, (name, data) => {
      if (name === "delta") {
        text += data.text;
        fill(words, visible(text));
      } else if (name === "answer") {
        turn.answer = data;
      }
    });
  } catch (error) {
    turn.error = error.name === "AbortError" ? new Error(word("stopped")) : error;
  } finally {
    running = null;
    button.textContent = word("send");
  }
  const shown = drawn(turn);
  place.replaceWith(shown);
  shown.scrollIntoView({ block: "start" });
  if (turn.answer) say(word("answered"));
}

function asked(question) {
  return el("h2", { class: "asked", dir: "auto" }, visible(question));
}

function drawn(turn) {
  const place = el("article", { class: "turn" }, asked(turn.question));
  if (turn.error) return add(place, trouble(turn.error));
  if (!turn.answer) return place;
  return add(place, turn.answer.answered ? answer(turn.answer) : refusal(turn.answer));
}

/** The answer's text, its [n] as buttons that open the paragraph. */
function proven(result) {
  const byNumber = new Map(result.citations.map((citation) => [String(citation.n), citation]));
  const parts = result.answer.split(/(\[\d+\])/).map((part) => {
    const citation = byNumber.get((/^\[(\d+)\]$/.exec(part) || [])[1]);
    return citation ? pinButton(citation) : visible(part);
  });
  return el("p", { class: "answer", lang: result.language }, parts);
}

function pinButton(citation) {
  return el("button", {
    type: "button", class: "cite", "aria-label": word("openN", citation.n), title: citation.id,
    onclick: () => openReader(citation.id, citation.start, citation.end),
  }, String(citation.n));
}

function answer(result) {
  const spoken = result.language;
  const rows = result.facts.map((fact) => factRow(fact, cited(fact, result)));
  return [
    proven(result),
    result.citations.length > 0 && el("section", { class: "citations" },
      el("h3", { class: "small" }, word("sources")),
      el("ol", {}, result.citations.map((citation) => source(citation)))),
    rows.length > 0 && factTable(word("facts"), rows),
    result.others.length > 0 && elsewhere(result.others),
    el("p", { class: "soft meta", lang: language() },
      word("confidence", Math.round(result.confidence * 100)), " · ", el("code", {}, result.index_version)),
    passages(result, "moreFound", spoken),
  ];
}

function cited(fact, result) {
  const citation = result.citations.find((one) => one.n === fact.citation);
  return citation ? pinButton(citation) : "";
}

function source(citation) {
  const text = printed("blockquote", citation.quote, citation.language);
  return el("li", { class: "citation", value: citation.n },
    el("p", { class: "source" }, titled(citation.document), " · ", published(citation.document), " · ",
      when(citation.document), " ", pin(citation.label)),
    text,
    restatement(citation.document),
    el("p", { class: "actions" },
      el("button", {
        type: "button", class: "quiet", onclick: () => openReader(citation.id, citation.start, citation.end),
      }, word("open")),
      copyButton(citation)));
}

function elsewhere(others) {
  return el("section", { class: "others" },
    el("h3", { class: "small" }, word("elsewhere")),
    el("ul", {}, others.map((fact) =>
      el("li", {},
        el("span", { class: `relation ${fact.relation}` }, word(fact.relation)), " ",
        el("button", {
          type: "button", class: "quiet", onclick: () => openReader(fact.paragraph_id, fact.start, fact.end),
        }, visible(fact.text)), " ",
        el("span", { class: "soft" }, titled(fact.document), " · ", when(fact.document), " ", pin(fact.label))))));
}

function refusal(result) {
  return [
    el("p", { class: "refused" }, word("notAnswered")),
    el("p", { class: "answer", lang: result.language }, visible(result.answer)),
    passages(result, "nearest", result.language, true),
  ];
}

function passages(result, heading, spoken, open = false) {
  const shown = result.passages.filter((one) => !result.citations.some((citation) => citation.id === one.id));
  if (!shown.length) return null;
  return el("details", { class: "passages", open },
    el("summary", { lang: language() }, word(heading), ` (${shown.length})`),
    el("ol", {}, shown.map((one) =>
      el("li", {},
        el("p", { class: "source" }, titled(one.document), " · ", when(one.document), " ", pin(one.label)),
        trail(one.context, one.language),
        printed("p", one.text, one.language, 0, 0, { class: "text" }),
        el("p", { class: "actions" },
          el("button", { type: "button", class: "quiet", onclick: () => openReader(one.id) }, word("open")))))));
}
