// A checked draft as it is shown: the text with its pieces underlined, and a finding for each statement.

import { cut, el, printed, visible } from "./dom.js";
import { source } from "./answer.js";
import { badge } from "./parts.js";
import { term, word } from "./words.js";

/** The draft's own text; a press on a statement, or on its number, shows its finding. */
export function draftMarked(text, statements) {
  const numbered = statements.map((statement, at) => ({ ...statement, number: at + 1 }));
  return el("div", { class: "draft", dir: "auto" }, cut(text, numbered, (_piece, one) => statementMarked(one)));
}

function statementMarked(one) {
  const inside = one.pieces.map((piece) => ({ ...piece, start: piece.start - one.start, end: piece.end - one.start }));
  const number = el("button", {
    type: "button", class: `at ${one.verdict}`, "aria-label": `${word("statementN", one.number)}: ${term(one.verdict)}`,
  }, String(one.number));
  const shown = el("span", { class: `statement ${one.verdict}`, id: `draft-${one.number}` },
    cut(one.text, inside, (piece, each) =>
      el("u", { class: each.verdict, title: `${term(each.kind)}: ${term(each.verdict)}` }, piece)), "\u2060", number); // stays with the last word
  // Who selects words of the draft does not ask for its finding.
  shown.addEventListener("click", () => getSelection().isCollapsed && point("finding", one.number));
  return shown;
}

/** Bring the other half of a statement into sight, and mark it. */
function point(name, number) {
  for (const marked of document.querySelectorAll("#check .here")) marked.classList.remove("here");
  document.getElementById(`draft-${number}`).classList.add("here");
  const finding = document.getElementById(`finding-${number}`);
  finding.classList.add("here");
  const target = name === "finding" ? finding : document.getElementById(`draft-${number}`);
  target.scrollIntoView({ block: "nearest" });
  (name === "finding" ? finding : target.querySelector("button")).focus({ preventScroll: true });
}

export function findings(statements) {
  return el("ol", { class: "findings" }, statements.map((one, at) => finding(one, at + 1)));
}

function finding(one, number) {
  return el("li", { class: `finding ${one.verdict}`, id: `finding-${number}`, tabindex: "-1" },
    el("p", { class: "over" }, el("span", { class: "which" }, word("statementN", number)), " ", badge(one.verdict),
      one.reason && el("span", { class: "soft" }, " ", term(one.reason, "why"))),
    el("p", { class: "said", dir: "auto" }, visible(one.text)),
    one.differences.length > 0 && el("ul", { class: "differences" }, one.differences.map(difference)),
    one.revision && revision(one.revision),
    one.citations.length > 0 && el("ol", { class: "cited" }, one.citations.map(source)),
    el("p", { class: "back" }, el("button", { type: "button", class: "quiet", onclick: () => point("draft", number) }, word("backToDraft"))));
}

function difference(one) {
  return el("li", {},
    el("span", { class: "kind" }, term(one.kind)), " ",
    el("span", { class: "soft" }, word("draftSays")), " ", el("q", { dir: "auto" }, visible(one.stated)), " · ",
    el("span", { class: "soft" }, word("documentSays")), " ",
    one.source ? el("q", { dir: "auto" }, visible(one.source)) : word("nothingThere"),
    one.soft && el("span", { class: "soft" }, ` (${word("softly")})`));
}

/** A figure that was right, and what it is now, each with its day. */
function revision({ was, now }) {
  return el("dl", { class: "revision" },
    el("dt", {}, word("revisedFrom", was.date || "?")), printed("dd", was.text, null),
    el("dt", {}, word("revisedTo", now.date || "?")), printed("dd", now.text, null));
}
