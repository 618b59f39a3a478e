// A document from top to bottom, each paragraph with its label as an anchor and its counterpart beside it.

import { el, fill, printed, visible } from "./dom.js";
import { get, idPath } from "./api.js";
import { cells, citeMenu, copyButton, published, restatement, titled, trouble, waiting, when } from "./parts.js";
import { language, word } from "./words.js";

let shownDocument = null;
let wanted = 0; // what was asked for last wins

/** The documents have changed: what is shown must be asked for anew. */
export function forgetReading() {
  shownDocument = null;
}

/** `address` is a document's id, or a paragraph's: then the document opens there. */
export async function showReading(view, { rest: address, again }) {
  const documentId = address.split("/")[0];
  const mine = ++wanted;
  if (shownDocument !== documentId || again || !view.childElementCount) {
    waiting(view);
    try {
      const found = await whole(documentId);
      if (mine !== wanted) return;
      fill(view, page(found));
      shownDocument = documentId;
    } catch (error) {
      shownDocument = null;
      fill(view, back(), trouble(error, () => showReading(view, { rest: address, again: true })));
      return;
    }
  }
  goTo(address);
}

async function whole(documentId) {
  const first = await get(`/v1/documents/${encodeURIComponent(documentId)}/paragraphs`);
  let next = first.next;
  while (next) {
    const more = await get(next);
    first.paragraphs.push(...more.paragraphs);
    next = more.next;
  }
  return first;
}

const anchor = (id) => `at/${id}`;
const link = (id) => `#read/${idPath(id)}`;

function goTo(address) {
  for (const marked of document.querySelectorAll("#read .here")) marked.classList.remove("here");
  const target = address.includes("/") ? document.getElementById(anchor(address))?.closest(".row") : null;
  document.querySelector("#read .gone").hidden = Boolean(target) || !address.includes("/");
  if (!target) {
    window.scrollTo(0, 0);
    return;
  }
  target.classList.add("here");
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
}

function back() {
  return el("p", {}, el("a", { class: "quiet", href: "#documents" }, "← ", word("allDocuments")));
}

function page(found) {
  const source = found.document;
  const headings = [];
  const body = rows(found.paragraphs, headings);
  return [
    back(),
    el("header", { class: "opening" },
      el("p", { class: "source" }, published(source), " · ", when(source)),
      titled(source, "h1"),
      restatement(source)),
    el("p", { class: "notice gone", role: "status", hidden: true }, word("gone")),
    headings.length > 2 && el("details", { class: "contents" },
      el("summary", {}, word("contents")),
      el("ol", {}, headings.map(([id, text, tag, depth]) =>
        el("li", { class: `depth-${Math.min(depth, 3)}` }, el("a", { href: link(id), lang: tag }, text))))),
    el("div", { class: "sheet" }, body),
  ];
}

/** Paragraphs and the headings between them; a counterpart is shown beside its other half, not again. */
function rows(paragraphs, headings) {
  const parts = [];
  const done = new Set();
  let before = [];
  for (const paragraph of paragraphs) {
    if (done.has(paragraph.id)) continue;
    const now = paragraph.context.headings;
    let same = 0;
    while (same < before.length && same < now.length && before[same] === now[same]) same += 1;
    now.slice(same).forEach((heading, at) => {
      const depth = same + at;
      headings.push([paragraph.id, visible(heading), paragraph.language, depth]);
      parts.push(el(`h${Math.min(depth + 2, 6)}`, { lang: paragraph.language, class: `depth-${Math.min(depth, 3)}` },
        visible(heading)));
    });
    before = now;
    if (paragraph.counterpart) done.add(paragraph.counterpart.id);
    parts.push(row(paragraph));
  }
  return parts;
}

function row(paragraph) {
  const other = paragraph.counterpart;
  return el("div", { class: `row kind-${paragraph.kind}`, id: anchor(paragraph.id), tabindex: "-1" },
    other && el("span", { id: anchor(other.id), class: "unseen" }),
    el("p", { class: "label" }, el("a", { href: link(paragraph.id), title: paragraph.label }, paragraph.pinpoints[language()])),
    el("div", { class: other ? "sides" : "sides alone" },
      el("div", { class: "side" },
        printed("p", paragraph.text, paragraph.language, [], { class: "text" }),
        cells(paragraph.context, paragraph.text, paragraph.language)),
      other && el("div", { class: "side other" }, printed("p", other.text, other.language, [], { class: "text" }))),
    el("div", { class: "actions" },
      copyButton({ id: paragraph.id, start: 0, end: 0 }),
      citeMenu({ id: paragraph.id, start: 0, end: 0 }),
      el("a", { class: "quiet", href: `/p/${idPath(paragraph.id)}` }, word("permanent"))));
}
