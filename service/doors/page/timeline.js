// Facts along time, drawn by hand: a date where it lies, any other value at the day its document gives it for.

import { el, svg, visible } from "./dom.js";
import { aboutOf, valueOf } from "./parts.js";
import { word } from "./words.js";

const LEFT = 12;
const LANE = 25;
const TOP = 8;
const MOST = 14;
const DAY_MS = 86_400_000;

/** A drawing, `width` pixels wide, of the facts that can be placed in time; null where fewer than two can, or all on one day. */
export function timeline(facts, width, said = "") {
  const all = distinct(facts.map(placeOf).filter(Boolean));
  // Where there is not room for everything the dates tell more of time than the values do.
  const placed = all.length > MOST ? all.filter((one) => one.kind === "date") : all;
  if (placed.length < 2) return null;
  const from = Math.min(...placed.map((one) => one.start));
  const to = Math.max(...placed.map((one) => one.end));
  if (to - from < DAY_MS) return null;
  placed.sort((a, b) => a.start - b.start || a.end - b.end);
  const few = placed.length <= MOST;
  const caption = [word(few ? "timeline" : "timelineYears"), said].filter(Boolean).join(" · ");
  return figure(caption, few ? lanes(placed, from, to, width) : years(placed, width), placed);
}

/** `{start, end, text, kind}`, the times in milliseconds; an open side ends where the other does, and an arrow says so. */
function placeOf(fact) {
  const [first, last] = fact.kind === "date"
    ? fact.interval || [null, null]
    : [fact.moment || fact.as_of || fact.document.date || fact.document.as_of, null];
  if (fact.kind !== "date" && !/^-?[\d.]+$/.test(fact.value)) return null;
  const start = Date.parse(first || last || "");
  const end = Date.parse(last || first || "");
  if (Number.isNaN(start) || Number.isNaN(end)) return null;
  const text = fact.kind === "date" ? fact.text : valueOf(fact);
  const [before, after] = fact.kind === "date" ? [first ? "" : "← ", last ? "" : " →"] : ["", ""];
  return { start, end, text: [before + visible(text) + after, aboutOf(fact)].filter(Boolean).join(" · "), kind: fact.kind === "date" ? "date" : "other" };
}

function distinct(placed) {
  const seen = new Set();
  return placed.filter((one) => {
    const key = `${one.start} ${one.end} ${one.text}`;
    return !seen.has(key) && seen.add(key);
  });
}

function figure(caption, drawing, placed) {
  const dates = placed.map((one) => `${one.text}: ${iso(one.start)}`);
  const label = placed.length > MOST ? caption : `${caption}. ${dates.join("; ")}`;
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", label);
  return el("figure", { class: "timeline" }, el("figcaption", { class: "small" }, caption), drawing);
}

const iso = (time) => new Date(time).toISOString().slice(0, 10);

/** One lane for each: a bar over the time it covers, its words beside it. */
function lanes(placed, from, to, width) {
  const height = TOP + placed.length * LANE + 24;
  const x = (time) => LEFT + (width - 2 * LEFT) * (time - from) / (to - from);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "lanes" });
  for (const tick of ticks(from, to)) {
    const at = x(Date.parse(tick.day));
    drawing.append(
      svg("line", { class: "tick", x1: at, x2: at, y1: TOP, y2: height - 20 }),
      svg("text", { class: "year", x: at, y: height - 5, "text-anchor": at > width - 40 ? "end" : "start" }, tick.text));
  }
  placed.forEach((one, lane) => {
    const y = TOP + lane * LANE + LANE / 2;
    const left = Math.min(x(one.start), width - LEFT - 9);
    const long = Math.max(x(one.end) - left, 9);
    // The words begin in the bar, or behind one too short for them; before it where that is the wider side.
    const begin = long > 60 ? left + 7 : left + long + 6;
    const before = left > width - begin && long <= 60;
    const room = (before ? left - 8 : width - begin) / 13;
    drawing.append(
      svg("rect", { class: one.kind, x: left, y: y - 9, width: long, height: 18, rx: 4 }),
      svg("text", { x: before ? left - 6 : begin, y: y + 4.5, "text-anchor": before ? "end" : "start" }, short(one.text, room)));
  });
  return drawing;
}

/** Cut so that it fits: a Chinese character is about twice as wide as a Latin one. */
function short(text, room) {
  let used = 0;
  let shown = "";
  for (const c of text) {
    used += /[\u2e80-\uffef]/.test(c) ? 1.05 : 0.58;
    if (used > room) return `${shown}…`;
    shown += c;
  }
  return shown;
}

/** Years, or months where all lies within two years; at most about eight. */
function ticks(from, to) {
  const [first, last] = [new Date(from), new Date(to)];
  const span = last.getUTCFullYear() - first.getUTCFullYear();
  const found = [];
  if (span < 2) {
    for (let month = first.getUTCMonth() + 1; month <= last.getUTCMonth() + span * 12; month += 1) {
      if (span === 0 || month % 3 === 0) found.push(new Date(Date.UTC(first.getUTCFullYear(), month)).toISOString().slice(0, 7));
    }
    return found.map((text) => ({ day: `${text}-01`, text }));
  }
  const step = Math.ceil((span + 1) / 8);
  for (let year = first.getUTCFullYear() + 1; year <= last.getUTCFullYear(); year += step) found.push(String(year));
  return found.map((text) => ({ day: `${text}-01-01`, text }));
}

/** How many in each year: a column each. Many years without any are left out at the start. */
function years(placed, width) {
  const counts = new Map();
  for (const one of placed) {
    const year = new Date(one.start).getUTCFullYear();
    counts.set(year, (counts.get(year) || 0) + 1);
  }
  const found = [...counts].sort(([a], [b]) => a - b).slice(-16);
  const most = Math.max(...found.map(([, number]) => number));
  const height = 130;
  const step = (width - 2 * LEFT) / found.length;
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "columns" });
  found.forEach(([year, number], at) => {
    const tall = Math.max(3, 80 * number / most);
    const middle = LEFT + step * (at + 0.5);
    drawing.append(
      svg("rect", { class: "date", x: middle - Math.min(16, step / 3), y: 104 - tall, width: Math.min(32, step / 1.5), height: tall, rx: 3 }),
      svg("text", { x: middle, y: 98 - tall, "text-anchor": "middle" }, String(number)),
      svg("text", { class: "year", x: middle, y: 122, "text-anchor": "middle" }, String(year)));
  });
  return drawing;
}
