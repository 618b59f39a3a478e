// Elements, and text that stays text: nothing in this page ever parses a string as HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. Attributes: `on…` are listeners, true sets an empty attribute, null, undefined and false leave it out.
 * Children: elements, strings (inserted as text nodes), arrays of these; null and false are left out.
 */
export function el(name, attributes = {}, ...children) {
  return made(document.createElement(name), attributes, children);
}

/** The same for a drawing. */
export function svg(name, attributes = {}, ...children) {
  return made(document.createElementNS(SVG, name), attributes, children);
}

function made(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  return add(element, children);
}

export function add(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

export function fill(parent, ...children) {
  parent.replaceChildren();
  return add(parent, children);
}

// Direction overrides would let a document's text rearrange the page around it; each is shown as a sign. One for one:
// offsets stay what they were.
export function visible(text) {
  return text.replace(/[\u202A-\u202E\u2066-\u2069]/g, "\uFFFD");
}

/**
 * Text cut at `spans`, each `{start, end, …}` in Unicode code points: what `draw(text, span)` makes of each, and the
 * text between them. Spans that overlap an earlier one are left out.
 */
export function cut(text, spans, draw) {
  const characters = Array.from(text);
  const slice = (from, to) => visible(characters.slice(from, to).join(""));
  const parts = [];
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (span.start < at) continue;
    parts.push(slice(at, span.start), draw(slice(span.start, span.end), span));
    at = span.end;
  }
  parts.push(slice(at));
  return parts;
}

/** Document text in its own language, the spans `[start, end)` marked. */
export function printed(name, text, language, spans = [], attributes = {}) {
  const marked = spans.filter(([start, end]) => end > start).map(([start, end]) => ({ start, end }));
  return el(name, { lang: language, dir: "auto", ...attributes }, cut(text, marked, (piece) => el("mark", {}, piece)));
}

/** Tell it to whoever does not see the page change. */
export function say(text) {
  document.getElementById("said").textContent = text;
}
