// The documents: what there is, adding, removing, and what could not be read of them.

import { el, fill, say, visible } from "./dom.js";
import { remove, shelved } from "./api.js";
import { versionsOf } from "./versions.js";
import { published, restatement, titleOf, titled, trouble, waiting, when } from "./parts.js";
import { adding } from "./upload.js";
import { forgetReading } from "./reading.js";
import { term, word } from "./words.js";

export async function showDocuments(view, { again }) {
  const shelf = el("div", { class: "shelf-place" });
  // A running upload stays as it is.
  const form = (!again && view.querySelector(".adding")) || adding(() => list(shelf, true));
  fill(view, el("h1", {}, word("documents")), form, shelf);
  await list(shelf, true);
}

async function list(place, anew) {
  if (!place.childElementCount) waiting(place);
  try {
    const { documents: found, notices = [] } = await shelved(anew);
    forgetReading();
    fill(place,
      notices.length > 0 && el("div", { class: "notice" }, notices.map((text) => el("p", { lang: "en" }, visible(text)))),
      found.some((one) => one.restates) && el("p", { class: "notice" }, word("restatesNote")),
      found.length ? el("ol", { class: "shelf" }, found.map((one) => card(one, place)))
        : el("p", { class: "empty" }, word("noDocuments")));
  } catch (error) {
    fill(place, trouble(error, () => list(place, true)));
  }
}

function card(source, place) {
  const notes = source.problems;
  return el("li", { class: "card" },
    el("h2", {}, el("a", { href: `#read/${encodeURIComponent(source.id)}` }, titled(source))),
    el("p", { class: "source" }, published(source), " · ", when(source)),
    Object.keys(source.titles).length > 1 && el("p", { class: "twin" }, otherTitles(source)),
    restatement(source),
    el("p", { class: "counts" },
      word("paragraphs", source.paragraphs), " · ", word("factCount", source.facts), " · ",
      source.languages.map((tag) => term(tag)).join(", "), " · ", el("code", {}, source.source)),
    notes.length > 0 && el("details", { class: "problems" },
      el("summary", {}, word("oneNote", notes.length)),
      el("ul", {}, notes.map((note) => el("li", { lang: "en" }, visible(note.message), note.place && ` (${note.place})`)))),
    versionsOf(source),
    el("div", { class: "actions" },
      el("a", { class: "quiet", href: `#facts?document=${encodeURIComponent(source.id)}` }, word("facts")),
      el("button", {
        type: "button", class: "quiet danger", "aria-label": word("removeN", titleOf(source)),
        onclick: () => confirmRemoval(source, place),
      }, word("removeIt"))));
}

function otherTitles(source) {
  const shown = titleOf(source);
  return Object.entries(source.titles)
    .filter(([, title]) => visible(title) !== shown)
    .map(([tag, title]) => el("span", { lang: tag }, visible(title)));
}

function confirmRemoval(source, place) {
  const wrong = el("div", {});
  const sure = el("button", { type: "button", class: "main danger" }, word("removeIt"));
  const dialog = el("dialog", { "aria-labelledby": "remove-title" },
    el("h2", { id: "remove-title" }, word("removeSure")),
    el("p", {}, titled(source)), el("p", { class: "soft" }, word("removeWhat")), wrong,
    el("div", { class: "line" },
      el("button", { type: "button", autofocus: true, onclick: () => dialog.close() }, word("cancel")), sure));
  sure.addEventListener("click", async () => {
    sure.disabled = true;
    try {
      await remove(`/v1/documents/${encodeURIComponent(source.id)}`);
      dialog.close();
      await list(place, true);
      say(word("removed", titleOf(source)));
      document.getElementById("main").focus({ preventScroll: true });
    } catch (error) {
      sure.disabled = false;
      fill(wrong, trouble(error));
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
