// One answer: its words, sources and facts; a refusal with the nearest paragraphs.

import { el, printed, visible } from "./dom.js";
import { feedback } from "./feedback.js";
import { copyButton, citeMenu, factRow, factTable, pin, restatement, sourceLine, titled, trail, when } from "./parts.js";
import { openReader } from "./reader.js";
import { term, word } from "./words.js";

/** What an answered question shows. `history` is the conversation before it. */
export function answer(result, history) {
  const rows = result.facts.map((fact) => factRow(fact, cited(fact, result)));
  return [
    understood(result),
    proven(result),
    notices(result),
    result.citations.length > 0 && el("section", { class: "citations" },
      el("h3", { class: "small" }, word("sources")),
      el("ol", {}, result.citations.map(source))),
    rows.length > 0 && factTable(word("facts"), rows),
    result.others.length > 0 && elsewhere(result.others),
    el("p", { class: "soft meta" },
      word("confidence", Math.round(result.confidence * 100)), " · ", el("code", {}, result.index_version)),
    passages(result, "moreFound"),
    feedback(result, history),
  ];
}

/** What a question shows that the documents do not answer. */
export function refusal(result, history) {
  return [
    understood(result),
    el("p", { class: "refused" }, word("notAnswered")),
    el("p", { class: "answer", lang: result.language }, visible(result.answer)),
    notices(result),
    passages(result, "nearest", true),
    feedback(result, history),
  ];
}

/** A follow-up as it was looked up, where that is not what was typed. */
function understood(result) {
  if (result.standalone_question === result.question) return null;
  return el("p", { class: "soft understood", dir: "auto" }, word("understood", visible(result.standalone_question)));
}

/** The answer's text, its [n] as buttons that open the paragraph. */
function proven(result) {
  const byNumber = new Map(result.citations.map((citation) => [String(citation.n), citation]));
  const parts = result.answer.split(/(\s*\[\d+\])/).map((part) => {
    const citation = byNumber.get((/^\s*\[(\d+)\]$/.exec(part) || [])[1]);
    return citation ? pinButton(citation) : visible(part);
  });
  return el("p", { class: "answer", lang: result.language, dir: "auto" }, parts);
}

function pinButton(citation) {
  return el("button", {
    type: "button", class: "cite", "aria-label": word("openN", citation.n), title: citation.id,
    onclick: () => openReader(citation.id, citation.start, citation.end),
  }, String(citation.n));
}

/** What the service says about how the answer was made, in the answer's language. */
function notices(result) {
  if (!result.notices.length) return null;
  return el("div", { class: "notice", role: "note", "aria-label": word("notices") },
    result.notices.map((notice) => el("p", { lang: result.language }, visible(notice))));
}

function cited(fact, result) {
  const citation = result.citations.find((one) => one.n === fact.citation);
  return citation ? pinButton(citation) : "";
}

/** A citation with its quotation and what can be done with it. */
export function source(citation) {
  return el("li", { class: "citation", value: citation.n },
    sourceLine(citation.document, citation),
    printed("blockquote", citation.quote, citation.language),
    restatement(citation.document),
    el("div", { class: "actions" },
      el("button", {
        type: "button", class: "quiet", onclick: () => openReader(citation.id, citation.start, citation.end),
      }, word("open")),
      copyButton(citation),
      citeMenu(citation)));
}

function elsewhere(others) {
  return el("section", { class: "others" },
    el("h3", { class: "small" }, word("elsewhere")),
    el("ul", {}, others.map((fact) =>
      el("li", {},
        el("span", { class: `relation ${fact.relation}` }, term(fact.relation)), " ",
        el("button", {
          type: "button", class: "quiet", lang: fact.language,
          onclick: () => openReader(fact.paragraph_id, fact.start, fact.end),
        }, visible(fact.text)), " ",
        el("span", { class: "soft" }, titled(fact.document), " · ", when(fact.document), " ", pin(fact))))));
}

function passages(result, heading, open = false) {
  const shown = result.passages.filter((one) => !result.citations.some((citation) => citation.id === one.id));
  if (!shown.length) return null;
  return el("details", { class: "passages", open },
    el("summary", {}, word(heading), ` (${shown.length})`),
    el("ol", {}, shown.map((one) =>
      el("li", {},
        sourceLine(one.document, one),
        trail(one.context, one.language),
        printed("p", one.text, one.language, [], { class: "text" }),
        el("div", { class: "actions" },
          el("button", { type: "button", class: "quiet", onclick: () => openReader(one.id) }, word("open")))))));
}
