// Elements, and text that stays text: nothing in this page ever parses a string as HTML.

/**
 * An element. Attributes: `on…` are listeners, true sets an empty attribute, null, undefined and false leave it out.
 * Children: elements, strings (inserted as text nodes), arrays of these; null and false are left out.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
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

// Direction overrides would let a document's text rearrange the page around it; each is shown as a sign.
export function visible(text) {
  return text.replace(/[\u202A-\u202E\u2066-\u2069]/g, "\uFFFD");
}

/** Document text in its own language, `[start, end)` (Unicode code points) marked. */
export function printed(name, text, language, start = 0, end = 0, attributes = {}) {
  const characters = Array.from(text);
  const slice = (from, to) => visible(characters.slice(from, to).join(""));
  if (end <= start) return el(name, { lang: language, dir: "auto", ...attributes }, visible(text));
  return el(name, { lang: language, dir: "auto", ...attributes },
    slice(0, start), el("mark", {}, slice(start, end)), slice(end));
}

export function say(text) {
  document.getElementById("said").textContent = text;
}
