// Look up: paragraphs by meaning, exact phrase or near phrase, with filters; the address holds what was looked up.

import { el, fill, printed, say } from "./dom.js";
import { documents, post } from "./api.js";
import { cells, citeMenu, copyButton, field, named, restatement, select, sourceLine, titled, trail, trouble, waiting } from "./parts.js";
import { openReader } from "./reader.js";
import { basket, selectionBar } from "./selection.js";
import { language, word } from "./words.js";

const MODES = ["meaning", "phrase", "near"];
const STEP = 20;
let drawn = ""; // what the results on the page answer

export async function showLookup(view, { query, again }) {
  if (!view.childElementCount || again) {
    drawn = "";
    draw(view);
  }
  const form = view.querySelector("form");
  await filters(form);
  restore(form, query);
  const key = query.toString();
  if (key === drawn) return;
  drawn = key;
  const results = view.querySelector(".results");
  if (query.get("query")) await run(results, wanted(form), STEP);
  else fill(results);
}

function draw(view) {
  const form = el("form", { class: "panel", role: "search" },
    el("label", { for: "lookup-query", class: "unseen" }, word("words")),
    el("div", { class: "line" },
      el("input", { id: "lookup-query", type: "search", maxlength: "4000", placeholder: word("words"), autocomplete: "off" }),
      el("button", { type: "submit", class: "main" }, word("search"))),
    el("fieldset", { class: "segments" },
      el("legend", { class: "unseen" }, word("howAlike")),
      MODES.map((mode) => el("label", {},
        el("input", { type: "radio", name: "mode", value: mode, checked: mode === "meaning" }), el("span", {}, word(mode))))),
    el("details", { class: "filters" },
      el("summary", {}, word("filters"), el("span", { class: "counted" })),
      el("div", { class: "fields" },
        field("inLanguage", select("lookup-language",
          [["auto", word("anyLanguage")], ...["en", "zh-Hant", "zh-Hans"].map((tag) => [tag, word(tag)])])),
        field("publisher", el("input", { id: "lookup-publisher", type: "text", list: "publishers", maxlength: "500", autocomplete: "off" })),
        field("since", el("input", { id: "lookup-since", type: "date" })),
        field("until", el("input", { id: "lookup-until", type: "date" })),
        el("datalist", { id: "publishers" })),
      el("fieldset", { class: "ticks" })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = `#lookup?${asQuery(wanted(form))}`;
    if (location.hash === address) {
      drawn = ""; // The same again: the documents may have changed.
      window.dispatchEvent(new HashChangeEvent("hashchange"));
    } else {
      location.hash = address;
    }
  });
  form.addEventListener("change", () => count(form));
  fill(view,
    el("h1", {}, word("lookupTitle")), el("p", { class: "soft lead" }, word("lookupHint")), form,
    el("div", { class: "results", "aria-live": "off" }), selectionBar());
}

/** The documents and publishers there are, as filters. */
async function filters(form) {
  const ticks = form.querySelector(".ticks");
  let found = [];
  try {
    found = await documents();
  } catch {
    return; // The search itself will say what is the matter.
  }
  if (ticks.offered === found) return;
  ticks.offered = found;
  fill(ticks, el("legend", {}, word("inDocuments")), found.map((one) => el("label", {},
    el("input", { type: "checkbox", name: "document", value: one.id }), titled(one))));
  const names = new Set(found.map((one) => named(one.publishers, one.publisher)[0]));
  fill(form.querySelector("datalist"), [...names].map((name) => el("option", { value: name })));
}

function value(form, name) {
  return form.querySelector(`#lookup-${name}`).value.trim();
}

/** The form as a request. */
function wanted(form) {
  const chosen = [...form.querySelectorAll("[name=document]:checked")].map((box) => box.value);
  const request = { query: value(form, "query"), mode: form.querySelector("[name=mode]:checked").value };
  if (chosen.length) request.documents = chosen;
  if (value(form, "language") !== "auto") request.language = value(form, "language");
  for (const name of ["since", "until", "publisher"]) if (value(form, name)) request[name] = value(form, name);
  return request;
}

function asQuery({ documents: chosen = [], ...rest }) {
  const query = new URLSearchParams(rest);
  for (const id of chosen) query.append("document", id);
  return query.toString();
}

/** The address as the form; an address without a query leaves the form alone. */
function restore(form, query) {
  if (query.get("query")) {
    form.querySelector("#lookup-query").value = query.get("query");
    const mode = MODES.includes(query.get("mode")) ? query.get("mode") : "meaning";
    form.querySelector(`[name=mode][value=${mode}]`).checked = true;
    form.querySelector("#lookup-language").value = query.get("language") || "auto";
    for (const name of ["since", "until", "publisher"]) form.querySelector(`#lookup-${name}`).value = query.get(name) || "";
    const chosen = query.getAll("document");
    for (const box of form.querySelectorAll("[name=document]")) box.checked = chosen.includes(box.value);
  }
  count(form);
}

/** How many filters are set, beside their heading. */
function count(form) {
  const { query, mode, ...set } = wanted(form);
  const number = Object.keys(set).length;
  form.querySelector(".counted").textContent = number ? ` (${number})` : "";
}

async function run(results, request, limit) {
  waiting(results);
  try {
    const { passages } = await post("/v1/search", { ...request, top_k: limit });
    show(results, request, passages, limit);
  } catch (error) {
    fill(results, trouble(error, () => run(results, request, limit)));
  }
}

function show(results, request, passages, limit) {
  const whole = passages.length < limit;
  const said = !passages.length ? word("foundNone")
    : passages.length === 1 ? word("foundOne") : word("found", whole ? passages.length : `${passages.length}+`);
  say(said);
  if (!passages.length) {
    fill(results, el("p", { class: "empty" }, said));
    return;
  }
  const more = el("button", { type: "button", onclick: () => run(results, request, Math.min(1000, limit * 3)) }, word("more"));
  fill(results,
    el("h2", { class: "small" }, request.mode === "meaning" ? word("nearest") : said),
    el("ol", { class: "hits" }, passages.map((one) => hit(one, request.mode))),
    !whole && limit < 1000 && el("p", {}, more));
}

function hit(one, mode) {
  const other = one.counterpart;
  // A phrase that was found is what one wants to quote; words that only met the query are not.
  const [start, end] = mode !== "meaning" && one.spans.length === 1 ? one.spans[0] : [0, 0];
  return el("li", { class: "hit" },
    el("div", { class: "over" }, sourceLine(one.document, one), basket(one)),
    trail(one.context, one.language),
    el("div", { class: other ? "sides" : "sides alone" },
      el("div", { class: "side" },
        printed("p", one.text, one.language, one.spans, { class: "text" }),
        cells(one.context, one.text, one.language)),
      other && el("div", { class: "side other" },
        el("h3", { class: "unseen" }, word("counterpart")),
        printed("p", other.text, other.language, [], { class: "text" }))),
    restatement(one.document),
    el("div", { class: "actions" },
      el("button", { type: "button", class: "quiet", onclick: () => openReader(one.id, start, end, one.spans) }, word("open")),
      copyButton({ id: one.id, start, end }),
      citeMenu({ id: one.id, start, end }),
      mode === "near" && el("span", { class: "soft" }, word("alike", Math.floor(one.score * 100)))));
}
