// A checked draft as a file, made by the service.

import { el } from "./dom.js";

/** The buttons that save the checked draft. */
export function saving() {
  return el("span", {});
}
