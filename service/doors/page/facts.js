// Facts: the ledger by measure, filtered; a small timeline above it.

import { el, fill, printed, say, visible } from "./dom.js";
import { get } from "./api.js";
import { factRow, factTable, field, offerDocuments, pin, select, titleOf, trouble, waiting } from "./parts.js";
import { openReader } from "./reader.js";
import { timeline } from "./timeline.js";
import { term, word } from "./words.js";

const KINDS = [
  "date", "money", "percentage", "count", "quantity", "ratio", "duration", "change",
  "organisation", "person", "place", "scheme", "title",
];
const NAMES = new Set(["organisation", "person", "place", "scheme", "title"]);
const LINKS = 3;
const FILTERS = ["about", "kind", "document"];
const STEP = 100;
let drawn = null; // what the results on the page answer

export async function showFacts(view, { query, again }) {
  if (!view.childElementCount || again) {
    drawn = null;
    draw(view);
  }
  const form = view.querySelector("form");
  await offerDocuments(form.querySelector("#facts-document"));
  for (const name of FILTERS) form.querySelector(`#facts-${name}`).value = query.get(name) || "";
  // The address counts, not the form: a document that is not here cannot be chosen there, and is to be said.
  const wanted = new URLSearchParams(FILTERS.filter((name) => query.get(name)).map((name) => [name, query.get(name)]));
  view.querySelector(".csv").href = `/v1/facts?${new URLSearchParams([...wanted, ["format", "csv"]])}`;
  if (wanted.toString() === drawn) return;
  drawn = wanted.toString();
  await run(view.querySelector(".results"), wanted);
}

function draw(view) {
  const form = el("form", { class: "panel", role: "search" },
    el("div", { class: "fields" },
      field("measure", el("input", { id: "facts-about", type: "search", maxlength: "1000", placeholder: word("measureHint"), autocomplete: "off" })),
      field("kind", select("facts-kind", [["", word("anyKind")], ...KINDS.map((kind) => [kind, term(kind)])])),
      field("documents", select("facts-document", [["", word("allDocuments")]]))),
    el("div", { class: "line level" },
      el("button", { type: "submit", class: "main" }, word("filter")),
      el("a", { class: "csv quiet", href: "/v1/facts?format=csv", download: "facts.csv" }, word("csv"))));
  const go = () => { location.hash = `#facts?${asked(form)}`; };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  for (const list of form.querySelectorAll("select")) list.addEventListener("change", go);
  fill(view, el("h1", {}, word("factsTitle")), el("p", { class: "soft lead" }, word("factsHint")), form, el("div", { class: "results" }));
}

function asked(form) {
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const given = form.querySelector(`#facts-${name}`).value.trim();
    if (given) query.set(name, given);
  }
  return query;
}

async function run(results, query) {
  waiting(results);
  try {
    query.set("limit", STEP);
    const page = await get(`/v1/facts?${query}`);
    if (page.facts.length) show(results, page.facts, page.next);
    else {
      fill(results, el("p", { class: "empty" }, word("noFacts")));
      say(word("noFacts"));
    }
  } catch (error) {
    fill(results, trouble(error, () => run(results, query)));
  }
}

function show(results, facts, next) {
  const said = word(next ? "factsFirst" : "factsFound", facts.length);
  const state = el("div", {});
  const more = next && el("button", { type: "button" }, word("more"));
  more && more.addEventListener("click", async () => {
    waiting(state);
    try {
      const page = await get(next);
      show(results, [...facts, ...page.facts], page.next);
    } catch (error) {
      fill(state, trouble(error));
    }
  });
  say(said);
  const figures = facts.filter((fact) => !NAMES.has(fact.kind));
  const names = facts.filter((fact) => NAMES.has(fact.kind));
  fill(results,
    el("h2", { class: "small" }, said),
    timeline(facts, Math.min(1000, Math.max(300, results.clientWidth - 36)), next ? said : ""),
    figures.length > 0 && factTable(word("figures"), figures.map(row)),
    // Names are many and say less: they wait behind their heading where there are figures.
    names.length > 0 && el("details", { class: "names", open: !figures.length },
      el("summary", {}, word("names"), ` (${names.length})`), factTable(word("names"), names.map(row))),
    more, state);
}

/** A fact with the sentence it stands in, where it stands, and the same measure elsewhere. */
function row(fact) {
  const shown = factRow(fact, [where(fact), elsewhere(fact.links)]);
  if (fact.quote && fact.quote !== fact.text) {
    shown.children[1].append(printed("span", fact.quote, fact.language, [], { class: "sentence", title: visible(fact.quote) }));
  }
  return shown;
}

function elsewhere(links) {
  if (!links.length) return null;
  return el("ul", { class: "links", "aria-label": word("elsewhere") }, links.slice(0, LINKS).map((link) => el("li", {},
    el("span", { class: `relation ${link.relation}` }, term(link.relation)), " ",
    el("button", {
      type: "button", class: "quiet", lang: link.language, onclick: () => openReader(link.paragraph_id, link.start, link.end),
    }, visible(link.text)),
    link.moment && el("span", { class: "soft" }, ` ${link.moment}`))),
  links.length > LINKS && el("li", { class: "soft" }, `+ ${links.length - LINKS}`));
}

/** Where a fact stands: the document's title shortened, and the pinpoint; it opens the paragraph. */
function where(fact) {
  const title = titleOf(fact.document);
  return el("button", {
    type: "button", class: "quiet where", title, onclick: () => openReader(fact.paragraph_id, fact.start, fact.end),
  }, el("span", { class: "short" }, title), pin(fact));
}
