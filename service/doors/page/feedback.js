// "This is wrong": the answer as a draft item of the evaluation set (docs/EVALUATION.md). It goes nowhere by itself.

import { el, fill } from "./dom.js";
import { copy, download } from "./files.js";
import { telling } from "./parts.js";
import { word } from "./words.js";

// Words that written Chinese does not use; a question with one of them is Cantonese.
const CANTONESE = /[嘅咗喺哋啲嘢嗰咁佢冇嚟咩]|幾時|點樣|點解|係咪/;

/** A YAML string: JSON's is one, but for what YAML takes for a line's end or refuses to read, and what turns text around. */
function quoted(text) {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function tagOf(result) {
  return result.language !== "en" && CANTONESE.test(result.question) ? "yue" : result.language;
}

/** The draft item. `id` must be unique in the set; what the answer cited is offered as the gold. */
export function draftItem(id, result, history, comment) {
  const tag = tagOf(result);
  const cited = [...new Set(result.citations.map((citation) => citation.id.split("@")[0]))];
  const note = `marked wrong; the answer was: ${result.answer}${comment ? ` / ${comment}` : ""}`;
  return [
    "items:",
    `  - id: ${id}`,
    "    kind: text",
    "    ask:",
    `      ${tag}: ${quoted(result.question)}`,
    ...(history.length ? ["    history:", `      ${tag}:`, ...history.map((one) => `        - ${quoted(one.content)}`)] : []),
    ...(history.length ? ["    tags: [follow-up]"] : []),
    `    note: ${quoted(note)}`,
    ...(cited.length
      ? ["    gold:", '      - any: ["FILL IN what the answer must say"]', `        in: [${cited.map(quoted).join(", ")}]`]
      : ["    answerable: false", "    near: []", "    absent: []"]),
    "",
  ].join("\n");
}

function newId(now = new Date()) {
  return `draft-${now.toISOString().replace(/\D/g, "").slice(0, 14)}`;
}

/** The button below an answer, and what it opens. */
export function feedback(result, history) {
  const body = el("div", { class: "wrong-body" });
  const details = el("details", { class: "wrong" }, el("summary", {}, word("wrong")), body);
  details.addEventListener("toggle", () => {
    if (details.open && !body.childElementCount) draw(body, result, history);
  });
  return details;
}

function draw(body, result, history) {
  const id = newId();
  const comment = el("textarea", { rows: "2", maxlength: "2000", id: `wrong-${id}` });
  const shown = el("pre", { tabindex: "0", role: "group", "aria-label": word("draftItem") });
  const item = () => draftItem(id, result, history, comment.value.trim());
  const refresh = () => { shown.textContent = item(); };
  comment.addEventListener("input", refresh);
  refresh();
  fill(body,
    el("p", { class: "soft" }, word("wrongWhat")),
    el("label", { for: comment.id }, word("wrongHow")), comment, shown,
    el("div", { class: "actions" },
      telling(word("copyIt"), () => copy(item())),
      el("button", { type: "button", class: "quiet", onclick: () => download(`${id}.yaml`, item(), "application/yaml") },
        word("saveYaml"))));
  comment.focus();
}
