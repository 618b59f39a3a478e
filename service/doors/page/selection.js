// Paragraphs chosen among the results, to be taken away together.

import { el, fill, say } from "./dom.js";
import { postForFile } from "./api.js";
import { copy, download } from "./files.js";
import { telling, trouble } from "./parts.js";
import { language, word } from "./words.js";

const chosen = new Map(); // id -> {id}
const boxes = new Map(); // id -> the box on the page

/** A box that chooses the paragraph; what is quoted is all of it. */
export function basket(passage) {
  const box = el("input", { type: "checkbox", checked: chosen.has(passage.id) });
  box.addEventListener("change", () => {
    if (box.checked) chosen.set(passage.id, { id: passage.id });
    else chosen.delete(passage.id);
    refresh();
  });
  boxes.set(passage.id, box);
  return el("label", { class: "choose" }, box, el("span", {}, word("choose")));
}

export function selectionBar() {
  const bar = el("div", { class: "selection", id: "selection", role: "region", "aria-label": word("selection") });
  setTimeout(refresh);
  return bar;
}

function refresh() {
  const bar = document.getElementById("selection");
  if (!bar) return;
  bar.hidden = !chosen.size;
  const said = word("chosen", chosen.size);
  say(said);
  const state = el("div", { class: "state" });
  const save = el("button", { type: "button", class: "quiet" }, word("saveDocx"));
  save.addEventListener("click", async () => {
    fill(state);
    try {
      download("quotations.docx", await together("docx"));
    } catch (error) {
      fill(state, trouble(error));
    }
  });
  fill(bar, el("strong", {}, said), save,
    telling(word("copyFootnotes"), async () => copy((await (await together("footnote")).text()).trim())),
    el("button", { type: "button", class: "quiet", onclick: clear }, word("clear")), state);
}

/** All that is chosen, in the order it was, as one file or text. */
function together(style) {
  return postForFile("/v1/citations", { items: [...chosen.values()], style, language: language() }, "*/*");
}

function clear() {
  chosen.clear();
  for (const box of boxes.values()) box.checked = false;
  refresh();
  document.getElementById("lookup-query").focus();
}
