// Check a draft: its figures, dates, names and quotations underlined, and what the documents say beside them.

import { el, fill, say } from "./dom.js";
import { post } from "./api.js";
import { draftText } from "./draft.js";
import { dropping } from "./drop.js";
import { draftMarked, findings } from "./findings.js";
import { badge, field, ownError, trouble, waiting } from "./parts.js";
import { saving } from "./saving.js";
import { term, word } from "./words.js";

const VERDICTS = ["contradicted", "not_found", "supported"];
let kept = null; // {request, answer} of the last call

export function showCheck(view, { again }) {
  if (view.childElementCount && !again) return;
  const written = view.querySelector("textarea")?.value || "";
  const day = view.querySelector("#check-day")?.value || "";
  draw(view, written, day);
  if (kept) show(view.querySelector(".results"), kept);
}

function draw(view, written, day) {
  const area = el("textarea", { id: "draft", rows: "10", maxlength: "200000", dir: "auto" });
  area.value = written;
  const asOf = el("input", { id: "check-day", type: "date" });
  asOf.value = day;
  const results = el("div", { class: "results" });
  const file = el("input", { id: "draft-file", type: "file", accept: ".txt,.md,.docx,text/plain", class: "unseen" });
  const open = async (given) => {
    if (!given) return;
    try {
      area.value = await draftText(given);
      area.focus();
      fill(results);
    } catch (error) {
      fill(results, trouble(error.status ? error : ownError("notADraft")));
    }
  };
  file.addEventListener("change", () => {
    open(file.files[0]);
    file.value = "";
  });
  const form = el("form", { class: "panel" },
    field("draft", area),
    el("p", { class: "drop" }, file, el("label", { for: file.id, class: "button" }, word("draftFile")), " ",
      el("span", { class: "soft wide" }, word("dropHere"))),
    el("div", { class: "line" },
      field("asOfDay", asOf),
      el("button", { type: "submit", class: "main" }, word("checkNow"))));
  dropping(form, (files) => open(files[0]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!area.value.trim()) {
      area.focus();
      return;
    }
    run(results, { text: area.value.replace(/\r\n?/g, "\n"), as_of: asOf.value || null });
  });
  fill(view, el("h1", {}, word("checkTitle")), el("p", { class: "soft lead" }, word("checkHint")), form, results);
}

async function run(results, request) {
  waiting(results, "checking");
  try {
    kept = { request, answer: await post("/v1/drafts/check", request) };
    show(results, kept);
    results.scrollIntoView({ block: "start" });
  } catch (error) {
    fill(results, trouble(error, () => run(results, request)));
  }
}

function show(results, { request, answer }) {
  const { statements } = answer;
  if (!statements.length) {
    fill(results, el("p", { class: "empty" }, word("noStatements")));
    say(word("noStatements"));
    return;
  }
  const tally = VERDICTS.map((verdict) => [verdict, statements.filter((one) => one.verdict === verdict).length]);
  say(tally.map(([verdict, number]) => `${term(verdict)} ${number}`).join(" · "));
  fill(results,
    el("p", { class: "tally" }, tally.map(([verdict, number]) => [badge(verdict), ` ${number} `]), saving(request)),
    el("div", { class: "checked" },
      el("section", { class: "draft-side" },
        el("h2", { class: "small" }, word("draft")),
        draftMarked(request.text, statements)),
      el("section", { class: "finding-side" },
        el("h2", { class: "small" }, word("statements")),
        findings(statements))));
}
