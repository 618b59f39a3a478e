// The list of documents.

import { el, fill, visible } from "./dom.js";
import { get } from "./api.js";
import { published, restatement, titled, trouble, waiting, when } from "./parts.js";
import { word } from "./words.js";

export async function showDocuments(view) {
  waiting(view);
  try {
    const { documents } = await get("/v1/documents");
    fill(view,
      el("h1", {}, word("documents")),
      documents.some((one) => one.restates) && el("p", { class: "notice" }, word("restatesNote")),
      documents.length ? el("ol", { class: "shelf" }, documents.map(card)) : el("p", { class: "empty" }, word("empty")));
  } catch (error) {
    fill(view, el("h1", {}, word("documents")), trouble(error, () => showDocuments(view)));
  }
}

function card(source) {
  const notes = source.problems;
  return el("li", { class: "card" },
    el("p", { class: "source" }, published(source), " · ", when(source)),
    el("h2", {}, el("a", { href: `#read/${source.id}` }, titled(source))),
    Object.keys(source.titles).length > 1 && el("p", { class: "twin" }, otherTitles(source)),
    restatement(source),
    el("p", { class: "counts" },
      word("paragraphs", source.paragraphs), " · ", word("factCount", source.facts), " · ",
      source.languages.join(", "), " · ", el("code", {}, source.id)),
    notes.length > 0 && el("details", {},
      el("summary", {}, word("oneNote", notes.length)),
      el("ul", {}, notes.map((note) => el("li", {}, visible(note.message), note.place && ` (${note.place})`)))));
}

function otherTitles(source) {
  const shown = titled(source).textContent;
  return Object.entries(source.titles)
    .filter(([, title]) => visible(title) !== shown)
    .map(([tag, title]) => el("span", { lang: tag }, visible(title)));
}
