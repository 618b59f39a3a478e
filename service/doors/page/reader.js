// The pane beside the conversation: one paragraph, the cited words marked, its counterpart beside it.

import { el, fill, printed, say } from "./dom.js";
import { get, idPath } from "./api.js";
import { cells, copyButton, pin, published, restatement, titled, trail, trouble, waiting, when } from "./parts.js";
import { word } from "./words.js";

const pane = document.getElementById("reader");
let opener = null;

export function closeReader() {
  if (pane.hidden) return;
  pane.hidden = true;
  document.body.classList.remove("reading");
  fill(pane);
  if (opener && opener.isConnected) opener.focus();
  opener = null;
}

/** Open the paragraph with `[start, end)` marked. */
export async function openReader(id, start = 0, end = 0) {
  if (pane.hidden) opener = document.activeElement;
  pane.hidden = false;
  document.body.classList.add("reading");
  pane.setAttribute("aria-label", word("paragraph"));
  const body = el("div", { class: "body" });
  const close = el("button", { type: "button", class: "quiet close", onclick: closeReader }, word("close"));
  fill(pane, close, body);
  close.focus();
  waiting(body);
  try {
    const paragraph = await get(`/v1/paragraphs/${idPath(id)}`);
    show(body, paragraph, start, end);
    say(paragraph.document.title);
  } catch (error) {
    fill(body, trouble(error, () => openReader(id, start, end)));
  }
}

function show(body, paragraph, start, end) {
  const source = paragraph.document;
  const other = paragraph.counterpart;
  fill(body,
    el("p", { class: "source" }, published(source), " · ", when(source)),
    el("h2", {}, titled(source)),
    restatement(source),
    trail(paragraph.context, paragraph.language),
    el("div", { class: "sides" },
      el("div", { class: "side" },
        el("p", { class: "head" }, pin(paragraph.label)),
        paragraph.context.stem && printed("p", paragraph.context.stem, paragraph.language, 0, 0, { class: "stem" }),
        printed("p", paragraph.text, paragraph.language, start, end, { class: "text" }),
        cells(paragraph.context, paragraph.text, paragraph.language)),
      other && el("div", { class: "side other" },
        el("p", { class: "head" }, word("counterpart")),
        printed("p", other.text, other.language, 0, 0, { class: "text" }))),
    el("p", { class: "actions" },
      copyButton({ id: paragraph.id, start, end }),
      el("a", { class: "quiet", href: `#read/${paragraph.id}` }, word("readWhole")),
      el("a", { class: "quiet", href: `/p/${idPath(paragraph.id)}` }, word("permanent"))));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeReader();
});
