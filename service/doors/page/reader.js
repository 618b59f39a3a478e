// The pane beside a view: one paragraph, the cited words marked, its counterpart beside it.

import { el, fill, printed, say } from "./dom.js";
import { get, idPath } from "./api.js";
import { cells, citeMenu, copyButton, pin, restatement, sourceLine, titleOf, trail, trouble, waiting } from "./parts.js";
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

/** Open the paragraph; `[start, end)` is what a citation would quote (all of it where that is empty), `marks` what is marked. */
export async function openReader(id, start = 0, end = 0, marks = [[start, end]]) {
  if (pane.hidden) opener = document.activeElement;
  pane.hidden = false;
  document.body.classList.add("reading");
  pane.setAttribute("aria-label", word("paragraph"));
  const body = el("div", { class: "body" });
  const close = el("button", { type: "button", class: "close", onclick: closeReader }, word("close"));
  fill(pane, close, body);
  close.focus({ preventScroll: true });
  waiting(body);
  try {
    const paragraph = await get(`/v1/paragraphs/${idPath(id)}`);
    if (!body.isConnected) return;
    show(body, paragraph, start, end, marks);
    say(titleOf(paragraph.document));
    body.querySelector("mark")?.scrollIntoView({ block: "nearest" });
  } catch (error) {
    fill(body, trouble(error, () => openReader(id, start, end, marks)));
  }
}

function show(body, paragraph, start, end, marks) {
  const { context, counterpart: other, language: tag } = paragraph;
  fill(body,
    el("h2", {}, pin(paragraph)),
    sourceLine(paragraph.document),
    restatement(paragraph.document),
    trail(context, tag),
    el("div", { class: "sides" },
      el("div", { class: "side" },
        context.stem && printed("p", context.stem, tag, [], { class: "stem" }),
        printed("p", paragraph.text, tag, marks, { class: "text" }),
        cells(context, paragraph.text, tag)),
      other && el("div", { class: "side other" },
        el("h3", { class: "small" }, word("counterpart")),
        printed("p", other.text, other.language, [], { class: "text" }))),
    changes(paragraph),
    around(paragraph),
    el("div", { class: "actions" },
      copyButton({ id: paragraph.id, start, end }),
      citeMenu({ id: paragraph.id, start, end }),
      el("a", { class: "quiet", href: `#read/${idPath(paragraph.id)}` }, word("readWhole")),
      el("a", { class: "quiet", href: `/p/${idPath(paragraph.id)}` }, word("permanent"))));
}

/** The paragraphs before and after it, to go on from. */
function around({ before, after }) {
  const step = (one, key) => one && el("button", {
    type: "button", class: `step ${key}`, onclick: () => openReader(one.id),
  }, el("span", { class: "small" }, word(key), " ", pin(one)), printed("span", one.text, one.language, [], { class: "text" }));
  return (before || after) && el("div", { class: "steps" }, step(before, "previous"), step(after, "next"));
}

/** How it read in earlier versions of the document, the latest first. */
function changes({ changed, earlier, language: tag }) {
  return changed && el("details", { class: "restates" },
    el("summary", {}, word("changed")),
    earlier.toReversed().map((one) => [
      el("p", {}, word("version", one.version), (one.date || one.as_of) && ` · ${one.date || one.as_of}`),
      printed("p", one.text, tag, [], { class: "text" }),
    ]));
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (!document.querySelector("dialog[open]")) {
    closeReader();
  }
});
