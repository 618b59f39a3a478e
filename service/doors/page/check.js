// Check a draft: its figures, dates, names and quotations underlined, and what the documents say beside them.

import { el, fill, say } from "./dom.js";
import { post, postFile } from "./api.js";
import { dropping } from "./drop.js";
import { draftMarked, findings } from "./findings.js";
import { badge, field, trouble, waiting } from "./parts.js";
import { saving } from "./saving.js";
import { term, word } from "./words.js";

const VERDICTS = ["contradicted", "not_found", "supported"];
let kept = null; // {request, file, statements} of the last check

export function showCheck(view, { again }) {
  if (view.childElementCount && !again) return;
  const written = view.querySelector("textarea")?.value || "";
  const day = view.querySelector("#check-day")?.value || "";
  draw(view, written, day);
  if (kept) show(view.querySelector(".results"), kept);
}

function draw(view, written, day) {
  const area = el("textarea", { id: "draft", rows: "9", maxlength: "200000", dir: "auto" });
  area.value = written;
  const asOf = el("input", { id: "check-day", type: "date" });
  asOf.value = day;
  const results = el("div", { class: "results" });
  const file = el("input", { id: "draft-file", type: "file", accept: ".txt,.md,.docx,text/plain", class: "unseen" });
  const open = (given) => given && run(results, () => checkFile(given, asOf.value || null, area));
  file.addEventListener("change", () => {
    open(file.files[0]);
    file.value = "";
  });
  const form = el("form", { class: "panel" },
    field("draft", area),
    el("p", {}, file, el("label", { for: file.id, class: "button" }, word("draftFile")), " ",
      el("span", { class: "soft wide" }, word("dropHere"))),
    el("div", { class: "line" },
      field("asOfDay", asOf),
      el("button", { type: "submit", class: "main" }, word("checkNow"))));
  dropping(form, (files) => open(files[0]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (area.value.trim()) run(results, () => checkText(area.value.replace(/\r\n?/g, "\n"), asOf.value || null));
    else area.focus();
  });
  fill(view, el("h1", {}, word("checkTitle")), el("p", { class: "soft lead" }, word("checkHint")), form, results);
}

/** What was opened stays the file's, so that it can be saved as it came, until its words are changed. */
async function checkText(text, as_of) {
  const request = { text, as_of };
  const file = kept && kept.request.text === text ? kept.file : null;
  return { request, file, statements: (await post("/v1/drafts/check", request)).statements };
}

async function checkFile(file, as_of, area) {
  const answer = await (await postFile("/v1/drafts/file", { file, as_of }, "application/json")).json();
  area.value = answer.text;
  return { request: { text: answer.text, as_of }, file, statements: answer.statements };
}

async function run(results, check) {
  waiting(results, "checking");
  say(word("checking"));
  try {
    kept = await check();
    show(results, kept);
    results.scrollIntoView({ block: "start" });
  } catch (error) {
    fill(results, trouble(error, () => run(results, check)));
  }
}

function show(results, checked) {
  const { request, statements } = checked;
  if (!statements.length) {
    fill(results, el("p", { class: "empty" }, word("noStatements")));
    say(word("noStatements"));
    return;
  }
  const tally = VERDICTS.map((verdict) => [verdict, statements.filter((one) => one.verdict === verdict).length]);
  say(tally.map(([verdict, number]) => `${term(verdict)} ${number}`).join(" · "));
  fill(results,
    el("div", { class: "tally" }, tally.map(([verdict, number]) => [badge(verdict), ` ${number} `]), saving(checked)),
    el("div", { class: "checked" },
      el("section", {},
        el("h2", { class: "small" }, word("draft")),
        draftMarked(request.text, statements)),
      el("section", {},
        el("h2", { class: "small" }, word("statements")),
        findings(statements))));
}
