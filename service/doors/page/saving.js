// A checked draft as a file, made by the service: a page of its own, or a word processor's file with comments.

import { el, fill } from "./dom.js";
import { postFile, postForFile } from "./api.js";
import { download } from "./files.js";
import { trouble } from "./parts.js";
import { word } from "./words.js";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** The buttons that save it. `checked`: `{request, file}`; a draft that came as .docx goes back as it was, with comments. */
export function saving({ request, file }) {
  const state = el("div", { class: "state" });
  const stem = file ? file.name.replace(/\.\w+$/, "") : "draft";
  const button = (key, type, suffix) => el("button", {
    type: "button", class: "quiet",
    onclick: async () => {
      fill(state);
      try {
        const made = file
          ? await (await postFile("/v1/drafts/file", { file, as_of: request.as_of }, type)).blob()
          : await postForFile("/v1/drafts/check", request, type);
        download(`${stem}-checked.${suffix}`, made);
      } catch (error) {
        fill(state, trouble(error));
      }
    },
  }, word(key));
  return el("div", { class: "saving" },
    button("saveHtml", "text/html", "html"), button("saveDraftDocx", DOCX, "docx"), state);
}
