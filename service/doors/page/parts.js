// Pieces that several views show.

import { el, fill, printed, say, visible } from "./dom.js";
import { cited, documents } from "./api.js";
import { copy } from "./files.js";
import { language, term, word } from "./words.js";

export const STYLES = ["footnote", "plain", "markdown", "bibtex", "csl-json"];

export function when(source) {
  const text = source.date || (source.as_of ? word("asOf", source.as_of) : word("undated"));
  return el("span", { class: "when" }, text);
}

/** Where in the document, in words; `place` has `pinpoints` and `label`. */
export function pin(place) {
  return el("span", { class: "pin", title: place.label }, place.pinpoints[language()]);
}

/** The document's name in the reader's language, else in one it has. */
export function named(names, fallback) {
  const shown = language();
  const other = { "zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant" }[shown];
  const tag = [shown, other].find((candidate) => candidate && candidate in names) || Object.keys(names)[0];
  return tag ? [visible(names[tag]), tag] : [visible(fallback), ""];
}

export function titleOf(source) {
  return named(source.titles, source.title)[0];
}

export function titled(source, name = "span") {
  const [text, tag] = named(source.titles, source.title);
  return el(name, { lang: tag || null, class: "title" }, text);
}

export function published(source) {
  const [text, tag] = named(source.publishers, source.publisher);
  return el("span", { lang: tag || null }, text);
}

/** Title, publisher, date and pinpoint in one line. */
export function sourceLine(source, place) {
  return el("p", { class: "source" }, titled(source), " · ", published(source), " · ", when(source),
    place && [" ", pin(place)]);
}

/** That a bundled document restates another. What it says of that is in one language; a reader of another gets it in theirs. */
export function restatement(source) {
  if (!source.restates) return null;
  const chinese = /\p{Script=Han}/u.test(source.restates);
  const own = chinese === (language() !== "en");
  return el("details", { class: "restates" },
    el("summary", {}, word("restatement")),
    el("p", {}, own ? visible(source.restates) : word("restatesWhat", titleOf(source))));
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

/** A button that says for two seconds whether `act` succeeded. */
export function telling(label, act, attributes = {}) {
  const button = el("button", { type: "button", class: "quiet", ...attributes }, label);
  button.addEventListener("click", async () => {
    let done = false;
    try {
      done = await act();
    } catch {
      done = false;
    }
    const said = word(done ? "copied" : "notCopied");
    button.textContent = said;
    say(said);
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  return button;
}

/** `citation`: `{id, start, end}`. */
export function copyButton(citation) {
  return telling(word("copyFootnote"), async () => copy(await cited(citation, "footnote", language())));
}

/** Every style of citation, behind one word. */
export function citeMenu(citation) {
  return el("details", { class: "menu" },
    el("summary", {}, word("cite")),
    el("div", { class: "choices", role: "group", "aria-label": word("copyAs") },
      STYLES.map((style) =>
        telling(word(`style ${style}`), async () => copy(await cited(citation, style, language()))))));
}

const AGAIN_MS = 1500;

/** An error, in the place where the answer would have been. While the service is still indexing it tries again by itself. */
export function trouble(error, retry) {
  const { progress } = error;
  const shown = progress
    ? word("indexing", `${term(progress.stage, "stage")} ${progress.done}/${progress.total}`)
    : error.status || error.own ? error.message : word("offline");
  const box = el("div", { class: "trouble", role: progress ? "status" : "alert" },
    el("p", {}, !progress && el("strong", {}, word("failed")), " ",
      error.title && !progress && el("span", { lang: "en" }, `${error.title}: `),
      el("span", { lang: error.status && !progress ? "en" : null }, visible(shown))),
    error.hint && !progress && el("p", { lang: "en" }, visible(error.hint)),
    retry && !progress && el("button", { type: "button", onclick: retry }, word("again")));
  if (retry && progress) setTimeout(() => box.isConnected && retry(), AGAIN_MS);
  return box;
}

/** An error that the page itself tells: it is in the reader's language. */
export function ownError(key) {
  return Object.assign(new Error(word(key)), { own: true });
}

export function waiting(parent, key = "loading") {
  fill(parent, el("p", { class: "waiting" }, word(key)));
}

export function badge(verdict) {
  return el("span", { class: `badge ${verdict}` }, term(verdict));
}

/** A fact's value as a reader of the page's language writes it: 619,000,000 HKD is HK$619 million, or 6億1,900萬元. */
export function valueOf(fact) {
  return (fact.shown && fact.shown[language()]) || exactly(fact);
}

/** The value as it is stored, which the reader finds behind the one that is shown. */
function exactly(fact) {
  return fact.edtf || (fact.unit ? `${fact.value} ${fact.unit}` : fact.value);
}

/** Whose value a fact is, and of what; where neither is told, what its sentence is about. */
export function aboutOf(fact) {
  const told = [fact.entity, fact.part, fact.measure].filter(Boolean);
  return visible(told.length ? told.join(" · ") : fact.subject.replace(/^=/, ""));
}

/** The days a date covers, where it is not one day itself. */
function days(fact) {
  const [from, to] = fact.interval || [null, null];
  if (!fact.edtf || (from === to && from === fact.edtf) || (!from && !to)) return null;
  return el("span", { class: "days" }, `${from || ""} – ${to || ""}`.trim());
}

export function factRow(fact, last) {
  return el("tr", {},
    el("td", {}, term(fact.kind)),
    printed("td", fact.text, fact.language, [], { class: "printed" }),
    el("td", { class: "figure", title: visible(exactly(fact)) }, fact.negated && [word("negated"), " "], visible(valueOf(fact)), days(fact)),
    el("td", {}, fact.qualifier ? term(fact.qualifier) : ""),
    el("td", { dir: "auto" }, aboutOf(fact)),
    el("td", {}, last));
}

export function factTable(caption, rows) {
  const heads = ["kind", "printedAs", "value", "qualified", "subject", "source"];
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    el("table", { class: "facts" },
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, word(key))))),
      el("tbody", {}, rows)));
}

/** A field with its label above it. */
export function field(key, control) {
  return el("div", { class: "field" }, el("label", { for: control.id }, word(key)), control);
}

/** A list to choose from: `options` are `[value, text, language of the text]`. */
export function select(id, options, chosen = "") {
  return el("select", { id }, options.map(([value, text, tag]) =>
    el("option", { value, lang: tag || null, selected: value === chosen }, text)));
}

/** Fill a list with the documents there are now, below its first entry; what was chosen stays chosen. */
export async function offerDocuments(list) {
  try {
    const found = await documents();
    if (list.offered === found) return;
    list.offered = found;
    const chosen = list.value;
    list.replaceChildren(list.options[0], ...found.map((one) => {
      const [text, tag] = named(one.titles, one.title);
      return el("option", { value: one.id, lang: tag || null }, text);
    }));
    list.value = chosen;
  } catch {
    // What the list is for will say what is the matter.
  }
}
