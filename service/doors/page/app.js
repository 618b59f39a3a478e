// The page: which view is shown, and in which language. A view's module is fetched when it is first shown.

import { fill } from "./dom.js";
import { trouble } from "./parts.js";
import { closeReader } from "./reader.js";
import { language, setLanguage, word } from "./words.js";

// Each is called with its element, its address (`rest` of the path and the `query`) and whether to draw anew.
const VIEWS = {
  ask: async () => (await import("./ask.js")).showAsk,
  lookup: async () => (await import("./lookup.js")).showLookup,
  verify: async () => (await import("./verify.js")).showVerify,
  check: async () => (await import("./check.js")).showCheck,
  documents: async () => (await import("./documents.js")).showDocuments,
  facts: async () => (await import("./facts.js")).showFacts,
  read: async () => (await import("./reading.js")).showReading,
};

function translate() {
  document.documentElement.lang = language();
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language()));
  }
}

/** `#lookup?query=…` and `#read/document/label`: a view, the rest of the path, the query. */
function address() {
  const [path, query = ""] = location.hash.slice(1).split("?");
  const [name, ...rest] = path.split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part; // A stray % in a link typed by hand.
    }
  });
  return { view: name in VIEWS ? name : "ask", rest: rest.join("/"), query: new URLSearchParams(query) };
}

let shown = "";
let turn = 0;

async function route(again = false) {
  const { view, rest, query } = address();
  const mine = ++turn;
  const moved = shown !== "" && shown !== view;
  if (view !== "ask" || again) closeReader();
  for (const key of Object.keys(VIEWS)) document.getElementById(key).hidden = key !== view;
  const tab = view === "read" ? "documents" : view;
  for (const link of document.querySelectorAll("[data-tab]")) {
    if (link.dataset.tab === tab) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else {
      link.removeAttribute("aria-current");
    }
  }
  document.title = `${word(tab)} · Pincite`;
  if (moved) {
    window.scrollTo(0, 0);
    document.getElementById("main").focus({ preventScroll: true });
  }
  shown = view;
  const place = document.getElementById(view);
  let show = null;
  try {
    show = await VIEWS[view]();
  } catch {
    fill(place, trouble(new TypeError("its module could not be fetched"), () => location.reload()));
    return;
  }
  if (mine === turn) await show(place, { rest, query, again });
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    setLanguage(button.dataset.language);
    translate();
    route(true);
  });
}

document.querySelector(".skip").addEventListener("click", (event) => {
  // The hash is the address of a view here, so the skip link must not change it.
  event.preventDefault();
  document.getElementById("main").focus();
});

// One open menu at a time, and none once something else is chosen.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

window.addEventListener("hashchange", () => route());
translate();
route();
