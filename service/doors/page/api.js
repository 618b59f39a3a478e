// The HTTP interface, as the page uses it.

export class Problem extends Error {
  constructor(problem) {
    super(problem.detail);
    this.title = problem.title || "";
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

export async function remove(path) {
  return (await checked(await fetch(path, { method: "DELETE" }))).json();
}

function sending(body, accept) {
  return { method: "POST", headers: { "content-type": "application/json", accept }, body: JSON.stringify(body) };
}

export async function post(path, body) {
  return (await checked(await fetch(path, sending(body, "application/json")))).json();
}

/** The answer as a file's content. */
export async function postForFile(path, body, accept) {
  return (await checked(await fetch(path, sending(body, accept)))).blob();
}

/** Fields, one of them a file, as a form; empty fields are left out. The answer as it came. */
export async function postFile(path, fields, accept) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) body.append(name, value);
  return checked(await fetch(path, { method: "POST", headers: { accept }, body }));
}

/** A paragraph's id in a path: its slash stays, the rest is encoded. */
export function idPath(id) {
  return id.split("/").map(encodeURIComponent).join("/").replaceAll("%40", "@");
}

/** Ask, and hand each event on as it arrives: on(name, data). Throws Problem, or AbortError. */
export async function ask(request, signal, on) {
  const response = await checked(await fetch("/v1/ask", { ...sending(request, "text/event-stream"), signal }));
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

/** Send files, with the share that has left: onSent(0 to 1). Only XMLHttpRequest tells it. Throws Problem. */
export function upload(path, files, onSent) {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onSent(event.loaded / event.total);
    request.onerror = () => reject(new TypeError("not reached"));
    request.onload = () => {
      const body = request.response || { detail: String(request.status), status: request.status };
      if (request.status < 400) resolve(body);
      else reject(new Problem(body));
    };
    request.send(form);
  });
}

/** A citation ready to paste, as text. `citation`: `{id, start, end}`; an empty span quotes the whole paragraph. */
export async function cited(citation, style, language) {
  const query = new URLSearchParams({ style, language });
  if (citation.end > citation.start) {
    query.set("start", citation.start);
    query.set("end", citation.end);
  }
  const response = await checked(await fetch(`/v1/paragraphs/${idPath(citation.id)}/citation?${query}`));
  return (await response.text()).trim();
}

let shelf = null;

/** The documents and what should be known of where they came from, asked for once until something changes them. */
export function shelved(anew = false) {
  if (!shelf || anew) {
    shelf = get("/v1/documents");
    shelf.catch(() => { shelf = null; });
  }
  return shelf;
}

export async function documents(anew = false) {
  return (await shelved(anew)).documents;
}
