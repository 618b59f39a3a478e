// The words of the interface, in its three languages. Documents keep their own.

import { DESK } from "./phrases-desk.js";
import { PHRASES } from "./phrases.js";
import { TERMS } from "./terms.js";

const WORDS = { ...TERMS, ...PHRASES, ...DESK };
const COLUMNS = { en: 0, "zh-Hant": 1, "zh-Hans": 2 };
const KEY = "pincite.language";

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage may be switched off.
  }
}

function preferred() {
  for (const tag of navigator.languages || []) {
    const low = tag.toLowerCase();
    if (low.startsWith("zh")) return /hans|cn|sg/.test(low) ? "zh-Hans" : "zh-Hant";
    if (low.startsWith("yue")) return "zh-Hant";
    if (low.startsWith("en")) return "en";
  }
  return "en";
}

let current = stored() in COLUMNS ? stored() : preferred();

export function language() {
  return current;
}

export function setLanguage(tag) {
  current = tag;
  try {
    localStorage.setItem(KEY, tag);
  } catch {
    // Then it holds until the page is closed.
  }
}

/** The word in the interface's language; `{}` in it becomes the value. An unknown key is shown as it is. */
export function word(key, value = "") {
  return key in WORDS ? WORDS[key][COLUMNS[current]].replace("{}", () => value) : key;
}

/** The service's own term, `prefix` before it where it has two meanings; what the page does not know stays as it is. */
export function term(name, prefix = "") {
  const key = prefix ? `${prefix} ${name}` : name;
  return key in TERMS ? word(key) : name;
}

/** Which of the keys lack a language; for the tests. */
export function missing(keys = Object.keys(WORDS)) {
  return keys.filter((key) => !(key in WORDS) || WORDS[key].length !== 3 || WORDS[key].some((text) => !text));
}

/** Keys that two of the lists give, of which one would be lost; for the tests. */
export function twice() {
  const keys = [TERMS, PHRASES, DESK].flatMap(Object.keys);
  return keys.filter((key, at) => keys.indexOf(key) !== at);
}

/** Every text that reads the same in English and in another language; for the tests. */
export function untranslated() {
  return Object.keys(WORDS).filter((key) => WORDS[key].slice(1).includes(WORDS[key][0]));
}

/** Whether the text is none of the interface's words in another language than this one; for the tests. */
export function speaks(text, tag) {
  const mine = new Set(Object.values(WORDS).map((row) => row[COLUMNS[tag]]));
  const all = new Set(Object.values(WORDS).flat());
  return !all.has(text) || mine.has(text);
}
