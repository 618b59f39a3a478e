// Verify: quotations against the documents' own characters, what differs marked on both sides.

import { cut, el, fill, say, visible } from "./dom.js";
import { post } from "./api.js";
import { badge, citeMenu, copyButton, field, offerDocuments, pin, restatement, select, sourceLine, trouble, waiting } from "./parts.js";
import { openReader } from "./reader.js";
import { term, word } from "./words.js";

let kept = null; // {results} of the last call, drawn again where the language changed

export async function showVerify(view, { again }) {
  if (!view.childElementCount || again) {
    draw(view, view.querySelector("textarea")?.value || "");
    if (kept) show(view.querySelector(".results"), kept);
  }
  await offerDocuments(view.querySelector("select"));
}

/** The quotations in a text: its lines, or its blocks where there are empty lines. */
export function quotationsIn(text) {
  const whole = text.replace(/\r\n?/g, "\n").trim();
  return whole.split(/\n[ \t\u3000]*\n/.test(whole) ? /\n(?:[ \t\u3000]*\n)+/ : "\n").map((one) => one.trim()).filter(Boolean);
}

function draw(view, written) {
  const area = el("textarea", { id: "quotations", rows: "6", maxlength: "400000", spellcheck: "false" });
  area.value = written;
  const form = el("form", { class: "panel" },
    field("quotations", area),
    el("div", { class: "line" },
      field("saidFrom", select("verify-document", [["", word("anyDocument")]])),
      el("button", { type: "submit", class: "main" }, word("verifyNow"))));
  const results = el("div", { class: "results" });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const quotes = quotationsIn(area.value);
    if (!quotes.length) {
      area.focus();
      return;
    }
    const from = form.querySelector("select").value;
    run(results, { quotes, documents: from ? [from] : null });
  });
  fill(view, el("h1", {}, word("verifyTitle")), el("p", { class: "soft lead" }, word("verifyHint")), form, results);
}

async function run(results, request) {
  waiting(results, "verifying");
  try {
    kept = await post("/v1/quotes/verify", request);
    show(results, kept);
  } catch (error) {
    fill(results, trouble(error, () => run(results, request)));
  }
}

function show(place, { results }) {
  const tally = ["exact", "altered", "absent"]
    .map((verdict) => [verdict, results.filter((one) => one.verdict === verdict).length])
    .filter(([, number]) => number);
  const said = tally.map(([verdict, number]) => `${term(verdict)} ${number}`).join(" · ");
  say(said);
  fill(place,
    el("p", { class: "tally" }, tally.map(([verdict, number]) => [badge(verdict), ` ${number} `])),
    el("h2", { class: "unseen" }, word("verdicts")),
    el("ol", { class: "verdicts" }, results.map(result)));
}

function result(one) {
  const match = one.match;
  return el("li", { class: `verdict ${one.verdict}` },
    el("p", { class: "over" }, badge(one.verdict), kinds(one.differences)),
    one.notes.map(note),
    el("div", { class: match ? "sides" : "sides alone" },
      el("div", { class: "side" },
        el("h3", { class: "small" }, word("asQuoted")),
        el("blockquote", { lang: match ? match.paragraph.language : null, dir: "auto" }, quoteMarked(one))),
      match && el("div", { class: "side other" },
        el("h3", { class: "small" }, word("asPrinted")),
        sourceMarked(one),
        sourceLine(match.document, match.paragraph))),
    one.differences.length > 0 && table(one.differences),
    match && restatement(match.document),
    match && el("div", { class: "actions" },
      el("button", {
        type: "button", class: "quiet", onclick: () => openReader(match.paragraph.id, match.start, match.end),
      }, word("open")),
      copyButton({ id: match.paragraph.id, start: match.start, end: match.end }),
      citeMenu({ id: match.paragraph.id, start: match.start, end: match.end })));
}

/** The kinds of differences there are, each once. */
function kinds(differences) {
  return [...new Set(differences.map((one) => one.kind))].map((kind) => [" ", el("span", { class: `kind ${kind}` }, term(kind))]);
}

const NOTES = {
  stitched: "noteStitched", misattributed: "noteMisattributed", "spans paragraphs": "noteSpans", ellipsis: "noteEllipsis",
  "the quotation has no letters": "noteLetters",
};

/** A note in the reader's language, the paragraphs it names as links. One the page does not know stays as it is. */
function note(text) {
  const [name] = text.split(":");
  if (!(name in NOTES)) return el("p", { class: "note", lang: "en" }, visible(text));
  const ids = name === "stitched" || name === "spans paragraphs" ? text.slice(name.length + 1).split(/[+,]/).map((id) => id.trim()) : [];
  return el("p", { class: `note ${name.split(" ")[0]}` }, word(NOTES[name]),
    ids.map((id) => [" ", el("button", { type: "button", class: "quiet", onclick: () => openReader(id) }, visible(id))]));
}

/** How far into the quotation the offsets begin: those of one in quotation marks may count inside them. */
function shiftOf(characters, differences) {
  for (let shift = 0; shift < 40; shift += 1) {
    if (differences.every((one) => characters.slice(one.start + shift, one.end + shift).join("") === one.quoted)) return shift;
  }
  return 0;
}

function quoteMarked(one) {
  const shift = shiftOf(Array.from(one.quote), one.differences);
  const spans = one.differences.map((each) => ({ ...each, start: each.start + shift, end: each.end + shift }));
  return cut(one.quote, spans, (piece, span) => differing(piece, span.kind, "in-quote"));
}

/** A differing piece; where one side has nothing, a sign says so. */
function differing(piece, kind, side) {
  return el("mark", { class: `diff ${side} ${kind}`, title: term(kind) }, piece.trim() ? piece : piece ? "␣" : "‸");
}

/** The document's words, and in them the pieces that differ: each is looked for behind the one before it. */
function sourceMarked(one) {
  const { match } = one;
  const pieces = [match, ...match.more];
  const characters = Array.from(pieces.map((piece) => piece.text).join(""));
  const spans = [];
  let at = 0;
  let quoted = 0;
  for (const difference of one.differences) {
    const wanted = Array.from(difference.source);
    at = found(characters, wanted, at + Math.max(0, difference.start - quoted), at);
    if (at < 0) break;
    spans.push({ start: at, end: at + wanted.length, kind: difference.kind });
    at += wanted.length;
    quoted = difference.end;
  }
  let from = 0;
  return pieces.map((piece) => {
    const length = Array.from(piece.text).length;
    const own = spans.filter((span) => span.start >= from && span.end <= from + length)
      .map((span) => ({ ...span, start: span.start - from, end: span.end - from }));
    from += length;
    return el("blockquote", { lang: piece.paragraph.language, dir: "auto" },
      cut(piece.text, own, (text, span) => differing(text, span.kind, "in-source")),
      pieces.length > 1 && [" ", pin(piece.paragraph)]);
  });
}

/** Where `wanted` stands: at the place expected, else the next one from `least` on; -1 where it does not. */
function found(characters, wanted, expected, least) {
  const stands = (place) => wanted.every((c, step) => characters[place + step] === c);
  if (stands(expected)) return expected;
  for (let place = least; place + wanted.length <= characters.length; place += 1) if (stands(place)) return place;
  return -1;
}

function table(differences) {
  const cell = (text) => text ? el("td", { class: "printed", dir: "auto" }, text.trim() ? visible(text) : `␣ × ${Array.from(text).length}`)
    : el("td", { class: "soft" }, word("nothingThere"));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": word("differences") },
    el("table", {},
      el("caption", {}, word("differences")),
      el("thead", {}, el("tr", {}, ["kind", "inQuotation", "inDocument"].map((key) => el("th", { scope: "col" }, word(key))))),
      el("tbody", {}, differences.map((one) => el("tr", {}, el("td", {}, term(one.kind)), cell(one.quoted), cell(one.source))))));
}
