// Files that are dropped on a part of the page.

/** `take` gets the files, at least one. */
export function dropping(element, take) {
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.add("over-it");
  });
  element.addEventListener("dragleave", () => element.classList.remove("over-it"));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("over-it");
    if (event.dataTransfer.files.length) take([...event.dataTransfer.files]);
  });
}
