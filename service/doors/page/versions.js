// Earlier versions of a document, and what changed between them; asked for when they are opened.

import { el, fill, printed } from "./dom.js";
import { get } from "./api.js";
import { pin, trouble, waiting, when } from "./parts.js";
import { word } from "./words.js";

/** Nothing where there is one version only. */
export function versionsOf(source) {
  if (source.version < 2) return null;
  const place = el("div", { class: "versions" });
  const shown = el("details", { class: "problems" },
    el("summary", {}, word("versions", source.version)), place);
  shown.addEventListener("toggle", () => shown.open && !place.childElementCount && load(place, source.id));
  return shown;
}

async function load(place, id) {
  waiting(place);
  try {
    const path = `/v1/documents/${encodeURIComponent(id)}`;
    const { versions } = await get(`${path}/versions`);
    const steps = versions.slice(1).map((one, at) => [versions[at].version, one.version]).toReversed();
    fill(place,
      el("ol", {}, versions.toReversed().map((one) => el("li", {},
        word("version", one.version), " · ", when(one), one.added && ` · ${word("added", one.added.slice(0, 10))}`,
        one.present && ` · ${word("presentVersion")}`))),
      steps.map((step) => changesOf(path, step)));
  } catch (error) {
    fill(place, trouble(error, () => load(place, id)));
  }
}

function changesOf(path, [from, to]) {
  const place = el("div", {});
  const shown = el("details", {}, el("summary", {}, word("changesBetween", `${from} → ${to}`)), place);
  const show = async () => {
    waiting(place);
    try {
      const { changes } = await get(`${path}/changes?from=${from}&to=${to}`);
      fill(place, changes.length ? el("ul", {}, changes.map(change)) : el("p", {}, word("noChanges")));
    } catch (error) {
      fill(place, trouble(error, show));
    }
  };
  shown.addEventListener("toggle", () => shown.open && !place.childElementCount && show());
  return shown;
}

function change({ kind, before, after, differences }) {
  const side = (one, name, which) => one && printed(name, one.text, one.language,
    kind === "changed" ? differences.map((piece) => [piece[`${which}_start`], piece[`${which}_end`]]) : [], { class: "text" });
  return el("li", {},
    el("p", { class: "small" }, word(`change ${kind}`), " ", pin(after || before)),
    kind !== "moved" && side(before, "del", "before"), side(after, kind === "moved" ? "p" : "ins", "after"));
}
