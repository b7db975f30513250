// Choosing days in the picture, with the mouse or the keys, and moving from mark to mark with the arrows.
// Without this script every mark is still a link, and the form beside the list still takes two days.

const DAY = 86_400_000;
const parse = (day) => Date.parse(`${day}T00:00:00Z`);
const written = (time) => new Date(time).toISOString().slice(0, 10);
const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// The first and the last day of the bin in which a day lies.
function bin(time, by) {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (by === "week") {
    const monday = time - ((date.getUTCDay() + 6) % 7) * DAY;
    return [monday, monday + 6 * DAY];
  }
  if (by === "month") return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 0)];
  if (by === "year") return [Date.UTC(year, 0, 1), Date.UTC(year, 11, 31)];
  return [time, time];
}

// One drawn picture: from places to days and back.
class Axis {
  constructor(svg) {
    this.svg = svg;
    this.by = svg.dataset.by;
    this.from = parse(svg.dataset.from);
    this.to = parse(svg.dataset.to);
    this.start = Number(svg.dataset.start);
    this.end = Number(svg.dataset.end);
    this.down = svg.dataset.axis === "y";
    this.unit = (this.end - this.start) / ((this.to - this.from) / DAY + 1);
  }

  // Where on the axis the pointer is.
  place(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return this.down ? point.y : point.x;
  }

  day(place) {
    const day = this.from + Math.floor((place - this.start) / this.unit) * DAY;
    return Math.min(Math.max(day, this.from), this.to);
  }

  // Whole bins, as far as they are shown.
  range(a, b) {
    const [first] = bin(Math.min(a, b), this.by);
    const [, last] = bin(Math.max(a, b), this.by);
    return [Math.max(first, this.from), Math.min(last, this.to)];
  }

  mark([first, last]) {
    this.rect ??= this.svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
    const a = this.start + ((first - this.from) / DAY) * this.unit;
    const length = ((last - first) / DAY + 1) * this.unit;
    const { width, height } = this.svg.viewBox.baseVal;
    const values = this.down ? [0, a, width, length] : [a, 0, length, height];
    this.rect.setAttribute("class", "brush");
    ["x", "y", "width", "height"].forEach((name, n) => this.rect.setAttribute(name, values[n]));
  }

  clear() {
    this.rect?.remove();
    this.rect = undefined;
  }
}

function picture(figure) {
  const axes = [...figure.querySelectorAll("svg[data-from]")].map((svg) => new Axis(svg));
  const bar = figure.querySelector(".pickbar");
  const button = bar.querySelector("button");
  const said = bar.querySelector("output");

  const show = ([first, last]) => {
    const address = new URL(figure.dataset.brush, location.href);
    address.searchParams.set("from", written(first));
    address.searchParams.set("to", written(last));
    location.assign(address);
  };
  const say = ([first, last]) => {
    const [a, b] = [words.format(first), words.format(last)];
    return a === b ? a : `${a} to ${b}`;
  };

  for (const axis of axes) {
    brush(axis, say, show, said);
    walk(axis.svg);
  }
  keys(button, said, () => axes.find((axis) => axis.svg.getClientRects().length > 0), say, show);
}

// Drawing over days with the mouse or a pen. A finger scrolls the page.
function brush(axis, say, show, said) {
  let began;
  let range;
  axis.svg.addEventListener("dragstart", (event) => event.preventDefault());
  axis.svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    began = axis.place(event);
    range = undefined;
  });
  axis.svg.addEventListener("pointermove", (event) => {
    if (began === undefined) return;
    const now = axis.place(event);
    if (range === undefined) {
      if (Math.abs(now - began) < 6) return;
      axis.svg.setPointerCapture(event.pointerId);
    }
    range = axis.range(axis.day(began), axis.day(now));
    axis.mark(range);
    said.value = say(range);
  });
  const end = (chosen) => () => {
    began = undefined;
    if (range === undefined) return;
    axis.clear();
    if (chosen) show(range);
    // The click that follows would open the mark under the pointer.
    setTimeout(() => (range = undefined));
  };
  axis.svg.addEventListener("pointerup", end(true));
  axis.svg.addEventListener("pointercancel", end(false));
  axis.svg.addEventListener("click", (event) => range !== undefined && event.preventDefault(), true);
}

// The same with the keys: the button takes them while it is pressed.
function keys(button, said, visible, say, show) {
  let axis;
  let chosen;
  const stop = (text) => {
    axis?.clear();
    axis = undefined;
    button.setAttribute("aria-pressed", "false");
    said.value = text;
  };
  const tell = () => {
    axis.mark(chosen);
    said.value = `${say(chosen)}. Arrows move, Shift and arrows widen or narrow, Enter shows these days, Escape ends.`;
  };
  button.addEventListener("click", () => {
    if (axis) return stop("");
    axis = visible();
    if (!axis) return;
    const week = Math.min(6 * DAY, axis.to - axis.from);
    chosen = axis.range(axis.to - week, axis.to);
    button.setAttribute("aria-pressed", "true");
    tell();
  });
  button.addEventListener("blur", () => axis && stop(""));
  button.addEventListener("keydown", (event) => {
    if (!axis || event.ctrlKey || event.altKey || event.metaKey) return;
    const [first, last] = chosen;
    const { from, to, by } = axis;
    const later = ([, end]) => end + DAY;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" || event.key === " ") show(chosen);
    else if (event.key === "Escape") stop("No days selected.");
    else if (event.key === "Home") chosen = axis.range(from, from + (last - first));
    else if (event.key === "End") chosen = axis.range(to - (last - first), to);
    else if (step && event.shiftKey) {
      const end = step > 0 ? later(bin(last, by)) : bin(last, by)[0] - DAY;
      if (end >= first && end <= to) chosen = axis.range(first, end);
    } else if (step > 0 && last < to) chosen = axis.range(later(bin(first, by)), Math.min(later(bin(last, by)), to));
    else if (step < 0 && first > from) {
      chosen = axis.range(Math.max(bin(first, by)[0] - DAY, from), Math.max(bin(last, by)[0] - DAY, from));
    } else if (!step) return;
    event.preventDefault();
    if (axis) tell();
  });
}

// Hundreds of marks are one stop for the Tab key; the arrows go from one to the next.
function walk(svg) {
  const marks = [...svg.querySelectorAll("a")];
  const stop = (mark) => marks.forEach((m) => m.setAttribute("tabindex", m === mark ? "0" : "-1"));
  const middle = (mark) => {
    const box = mark.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  stop(marks[0]);
  svg.addEventListener("focusin", (event) => stop(event.target.closest("a")));
  svg.addEventListener("keydown", (event) => {
    const at = marks.indexOf(event.target.closest("a"));
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    let next;
    if (event.key === "ArrowRight") next = marks[at + 1];
    else if (event.key === "ArrowLeft") next = marks[at - 1];
    else if (event.key === "Home") next = marks[0];
    else if (event.key === "End") next = marks.at(-1);
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const [x, y] = middle(marks[at]);
      const way = event.key === "ArrowDown" ? 1 : -1;
      let best = Infinity;
      for (const mark of marks) {
        const [mx, my] = middle(mark);
        const far = (my - y) * way;
        const cost = far * 3 + Math.abs(mx - x);
        if (far > 8 && cost < best) [best, next] = [cost, mark];
      }
    } else return;
    event.preventDefault();
    next?.focus();
  });
}

document.querySelectorAll("figure.picture[data-brush]").forEach(picture);
// A single day has hours and nothing to choose.
document.querySelectorAll("figure.picture:not([data-brush]) svg.pic").forEach(walk);
