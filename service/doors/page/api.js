// The HTTP interface, as the page uses it.

export class Problem extends Error {
  constructor(problem) {
    super(problem.detail);
    this.hint = problem.hint || "";
    this.status = problem.status;
    this.progress = problem.progress;
  }
}

async function checked(response) {
  if (response.ok) return response;
  let problem = { detail: `${response.status} ${response.statusText}`, status: response.status };
  try {
    problem = await response.json();
  } catch {
    // Not problem+json: something between the page and the service answered.
  }
  throw new Problem(problem);
}

export async function get(path) {
  return (await checked(await fetch(path, { headers: { accept: "application/json" } }))).json();
}

/** A paragraph's id in a path: its slash stays, the rest is encoded. */
export function idPath(id) {
  return id.split("/").map(encodeURIComponent).join("/").replaceAll("%40", "@");
}

/** Ask, and hand each event on as it arrives: on(name, data). Throws Problem, or AbortError. */
export async function ask(request, signal, on) {
  const response = await checked(await fetch("/v1/ask", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(request),
    signal,
  }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const name = /^event: (.*)$/m.exec(event);
      const data = /^data: (.*)$/m.exec(event);
      if (name && data) on(name[1], JSON.parse(data[1]));
    }
  }
}

/** Whether the text reached the clipboard; where the browser has none for this page, the old way is tried. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

export async function footnote(citation, language) {
  const query = new URLSearchParams({ style: "footnote", language });
  if (citation.end > citation.start) {
    query.set("start", citation.start);
    query.set("end", citation.end);
  }
  const response = await checked(await fetch(`/v1/paragraphs/${idPath(citation.id)}/citation?${query}`));
  return (await response.text()).trim();
}
