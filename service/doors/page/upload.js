// Adding documents: files are sent, then a job reads and indexes them; how far it is stays in sight.

import { el, fill, say, visible } from "./dom.js";
import { get, upload } from "./api.js";
import { dropping } from "./drop.js";
import { trouble } from "./parts.js";
import { term, word } from "./words.js";

const EVERY_MS = 400;

/** The form; `changed` is called once a job has ended. */
export function adding(changed) {
  const state = el("div", { class: "job" });
  const file = el("input", { id: "upload", type: "file", multiple: true, class: "unseen" });
  const form = el("form", { class: "panel adding drop" },
    el("h2", {}, word("addDocuments")), el("p", { class: "soft" }, word("addHint")),
    el("p", {}, file, el("label", { for: file.id, class: "button" }, word("chooseFiles")), " ",
      el("span", { class: "soft wide" }, word("dropHere"))), state);
  const take = async (files) => {
    if (!files.length || form.classList.contains("busy")) return;
    form.classList.add("busy");
    file.disabled = true;
    try {
      await send(state, files);
      changed();
    } catch (error) {
      fill(state, trouble(error));
    } finally {
      form.classList.remove("busy");
      file.disabled = false;
    }
  };
  file.addEventListener("change", () => {
    const files = [...file.files];
    file.value = "";
    take(files);
  });
  dropping(form, take);
  return form;
}

async function send(state, files) {
  const bar = el("progress", { max: "1", "aria-label": word("sending") });
  const words = el("p", { class: "soft" }, word("sending"));
  fill(state, bar, words);
  say(word("sending"));
  let job = await upload("/v1/documents", files, (share) => { bar.value = share; });
  let stage = "";
  while (job.status === "queued" || job.status === "running") {
    const named = term(job.status === "queued" ? "waiting" : job.stage, "stage");
    if (job.total) bar.value = job.progress;
    else bar.removeAttribute("value");
    bar.setAttribute("aria-label", named);
    words.textContent = [
      named, job.total > 1 && `${job.done}/${job.total}`, job.eta > 1 && word("secondsLeft", Math.ceil(job.eta)),
    ].filter(Boolean).join(" · ");
    if (named !== stage) say(named);
    stage = named;
    await new Promise((resolve) => { setTimeout(resolve, EVERY_MS); });
    job = await get(job.url);
  }
  ended(state, job);
}

/** What was added, and what was not, with the reason. */
function ended(state, job) {
  const problems = job.failed.length ? job.failed : job.problem ? [{ file: job.files.join(", "), problem: job.problem }] : [];
  const added = job.documents.length > 0 && word("added", job.documents.join(", "));
  fill(state,
    added && el("p", { class: "done" }, added),
    problems.length > 0 && el("div", { class: "trouble", role: "alert" }, problems.map((one) => [
      el("p", {}, el("strong", {}, word("notAdded", visible(one.file)))),
      el("p", { lang: "en" }, visible(one.problem.detail), " ", visible(one.problem.hint)),
    ])));
  if (added) say(added);
}
