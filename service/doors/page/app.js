// The page: which view is shown, and in which language.

import { showAsk } from "./ask.js";
import { showDocuments } from "./documents.js";
import { showReading } from "./reading.js";
import { closeReader } from "./reader.js";
import { language, setLanguage, word } from "./words.js";

// A view is called with the rest of the address. Look up, Verify, Check and Facts will be four more lines here.
const VIEWS = { ask: showAsk, documents: showDocuments, read: showReading };

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

function route(again = false) {
  const [name, ...rest] = decodeURIComponent(location.hash.slice(1)).split("/");
  const view = name in VIEWS ? name : "ask";
  if (view !== "ask" || again) closeReader();
  for (const key of Object.keys(VIEWS)) document.getElementById(key).hidden = key !== view;
  const tab = view === "read" ? "documents" : view;
  for (const link of document.querySelectorAll("[data-tab]")) {
    if (link.dataset.tab === tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${word(tab)} · Pincite`;
  VIEWS[view](document.getElementById(view), rest.join("/"), again);
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

window.addEventListener("hashchange", () => route());
translate();
route();
