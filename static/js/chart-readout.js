// What a chart says of one instant: every series' value, moved by the pointer and by the arrow keys.

import { change, gain } from "./figures.js";

const HOURS = new Set(["1h", "2h"]);

export function instantText(second, step, words) {
  const text = new Date(1000 * second).toISOString();
  if (HOURS.has(step)) return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
  if (step === "1mo") return words.month.replace("{month}", text.slice(0, 7));
  const day = text.slice(0, 10);
  return step === "1w" ? words.week.replace("{day}", day) : day;
}

function item(label, text, { colour, note } = {}) {
  const part = document.createElement("span");
  part.className = "readout-item";
  if (colour) {
    const swatch = document.createElement("i");
    swatch.style.background = `var(${colour})`;
    part.append(swatch);
  }
  const figure = document.createElement("b");
  figure.textContent = text;
  part.append(label ? `${label} ` : "", figure);
  if (note) {
    const change = document.createElement("span");
    change.className = note.startsWith("+") ? "up" : note.startsWith("−") ? "down" : "";
    change.textContent = ` ${note}`;
    part.append(change);
  }
  return part;
}

export class Readout {
  // `data` has `time`, `series`, `opening`, `step` and `currency`, as a chart's address answers.
  constructor(frame, { chart, data, marks, words }) {
    this.line = frame.querySelector("[data-readout]");
    this.spoken = frame.querySelector("[data-spoken]");
    this.place = frame.querySelector("[data-place]");
    Object.assign(this, { chart, data, marks, words, position: null });
    this.onKey = (event) => this.key(event);
    this.onLeave = () => this.leave();
    this.place.addEventListener("keydown", this.onKey);
    this.place.addEventListener("blur", this.onLeave);
    chart.chart.subscribeCrosshairMove(({ logical, point, sourceEvent }) => {
      if (sourceEvent) this.follow(point && logical);
      else if (!point && !this.byKeys) this.show(null);
    });
    this.show(null);
  }

  get last() {
    return this.data.time.length - 1;
  }

  // The pointer is at a place between the points: the nearest one of the main line is meant.
  follow(logical) {
    this.byKeys = false;
    if (logical === undefined || logical === null) return this.show(null);
    const position = Math.min(Math.max(Math.round(logical), 0), this.last);
    this.show(position);
    this.point(position);
  }

  point(position) {
    const value = this.data.series[this.chart.specs[0].key][position];
    if (value !== null) this.chart.chart.setCrosshairPosition(value, this.data.time[position], this.chart.main);
  }

  // The values at a place, or the latest ones where there is none.
  show(position) {
    this.position = position;
    const at = position ?? this.last;
    const { time, step } = this.data;
    this.line.replaceChildren(item("", instantText(time[at], step, this.words)), ...this.items(at));
  }

  items(at) {
    const { series, opening, currency } = this.data;
    const parts = [];
    for (const { as, key, label, colour, write, grows, against } of this.chart.specs) {
      const value = series[key][at];
      if (value === null || value === undefined) continue;
      const before = grows && opening[key];
      const more = against in series ? value - series[against][at] : null;
      const note = before ? change(value / before - 1) : more === null ? "" : gain(more, currency);
      if (as === "candles") {
        for (const name of ["open", "high", "low"])
          parts.push(item(this.words.series[name], write(series[name][at], currency)));
        parts.push(item(label, write(value, currency), { note }));
      } else {
        parts.push(item(label, write(value, currency), { colour, note }));
      }
    }
    for (const text of this.marks.textsAt(at)) parts.push(item("", text));
    return parts;
  }

  key(event) {
    const from = this.position ?? this.last;
    const stride = event.shiftKey ? 10 : 1;
    const to = { ArrowLeft: from - stride, ArrowRight: from + stride, Home: 0, End: this.last }[event.key];
    if (event.key === "Escape" && this.position !== null) return this.leave();
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.move(Math.min(Math.max(to, 0), this.last));
  }

  move(position) {
    this.byKeys = true;
    this.show(position);
    this.point(position);
    this.spoken.textContent = [...this.line.children].map((part) => part.textContent).join(", ");
  }

  leave() {
    this.byKeys = false;
    this.chart.chart.clearCrosshairPosition();
    this.show(null);
  }

  remove() {
    this.place.removeEventListener("keydown", this.onKey);
    this.place.removeEventListener("blur", this.onLeave);
  }
}
