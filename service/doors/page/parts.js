// Pieces that several views show.

import { el, fill, printed, say, visible } from "./dom.js";
import { copy, footnote } from "./api.js";
import { language, word } from "./words.js";

export function when(source) {
  const text = source.date || (source.as_of ? word("asOf", source.as_of) : word("undated"));
  return el("span", { class: "when" }, text);
}

/** A label in words, `annex-1.r12`, stays what the store calls it: it is what one looks for in the document. */
export function pin(label) {
  return el("span", { class: "pin" }, "¶ ", label);
}

/** The document's name in the reader's language, else in one it has. */
export function named(names, fallback) {
  const shown = language();
  const other = { "zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant" }[shown];
  const tag = [shown, other].find((candidate) => candidate && candidate in names) || Object.keys(names)[0];
  return tag ? [visible(names[tag]), tag] : [visible(fallback), ""];
}

export function titled(source, name = "span") {
  const [text, tag] = named(source.titles, source.title);
  return el(name, { lang: tag || null, class: "title" }, text);
}

export function published(source) {
  const [text, tag] = named(source.publishers, source.publisher);
  return el("span", { lang: tag || null }, text);
}

export function restatement(source) {
  return source.restates && el("details", { class: "restates" },
    el("summary", {}, word("restatement")), el("p", { dir: "auto" }, visible(source.restates)));
}

export function trail(context, tag) {
  if (!context.headings.length) return null;
  return el("p", { class: "trail", lang: tag }, context.headings.map(visible).join(" › "));
}

/** What a table row stands under: column head and cell. */
export function cells(context, text, tag) {
  const shown = context.columns.filter(([, cell]) => cell && cell !== text);
  if (!shown.length) return null;
  return el("dl", { class: "cells", lang: tag },
    shown.map(([head, cell]) => [el("dt", {}, visible(head)), el("dd", {}, visible(cell))]));
}

export function copyButton(citation) {
  const button = el("button", { type: "button", class: "quiet" }, word("copyFootnote"));
  button.addEventListener("click", async () => {
    let done = false;
    try {
      done = await copy(await footnote(citation, language()));
    } catch {
      done = false;
    }
    const said = word(done ? "copied" : "notCopied");
    button.textContent = said;
    say(said);
    setTimeout(() => { button.textContent = word("copyFootnote"); }, 2000);
  });
  return button;
}

/** An error, in the place where the answer would have been. */
export function trouble(error, retry) {
  const progress = error.progress;
  const shown = progress
    ? word("indexing", `${progress.stage} ${progress.done}/${progress.total}`)
    : error.status ? error.message : word("offline");
  return el("div", { class: "trouble", role: "alert" },
    el("p", {}, el("strong", {}, word("failed")), " ", shown),
    error.hint && !progress && el("p", {}, error.hint),
    retry && el("button", { type: "button", onclick: retry }, word("again")));
}

export function waiting(parent) {
  fill(parent, el("p", { class: "waiting" }, word("loading")));
}

export function factRow(fact, last) {
  const value = fact.edtf || (fact.unit ? `${fact.value} ${fact.unit}` : fact.value);
  return el("tr", {},
    el("td", {}, word(fact.kind)),
    printed("td", fact.text, null, 0, 0, { class: "printed" }),
    el("td", { class: "figure" }, visible(value)),
    el("td", {}, fact.qualifier ? word(fact.qualifier) : ""),
    el("td", {}, visible(fact.subject)),
    el("td", {}, last));
}

export function factTable(caption, rows) {
  const heads = ["kind", "printed", "value", "qualifier", "subject", "sources"];
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, word(key))))),
      el("tbody", {}, rows)));
}
