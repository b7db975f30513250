// Keys for readers who go through many events: what each does stands on /help. Off while somebody types.

const PLACES = { t: "/", n: "/negotiations", a: "/articles", c: "/actors", p: "/places", l: "/corrections" };
const LINES = "article.ev h3 a, article.ev .q a, .listing li > a, .listing td:first-child a, .listing th a";
const PATIENCE = 1500;
let going = 0;

// One line per event: its first link.
function lines() {
  const seen = new Set();
  return [...document.querySelectorAll(LINES)].filter((link) => {
    const line = link.closest("article, li, tr");
    if (seen.has(line) || !link.checkVisibility()) return false;
    seen.add(line);
    return true;
  });
}

function step(by) {
  const all = lines();
  const here = document.activeElement?.closest("article, li, tr");
  const at = all.findIndex((link) => link.closest("article, li, tr") === here);
  const next = all[at < 0 ? (by > 0 ? 0 : -1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function original() {
  const inside = document.activeElement?.closest("blockquote.sentence") ?? document;
  return inside.querySelector("main a[rel~='noreferrer'], a[rel~='noreferrer']");
}

async function help() {
  const open = document.querySelector("dialog.help");
  if (open) return open.open ? open.close() : open.showModal();
  const answer = await fetch("/help");
  const keys = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#keys");
  const dialog = document.createElement("dialog");
  dialog.className = "help";
  dialog.setAttribute("aria-label", "Keys");
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  close.className = "btn";
  close.textContent = "Close";
  form.append(close);
  dialog.append(keys, form);
  document.body.append(dialog);
  dialog.showModal();
}

function typing(target) {
  return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const since = event.timeStamp - going;
  going = 0;
  if (since < PATIENCE && PLACES[event.key]) return location.assign(PLACES[event.key]);
  switch (event.key) {
    case "j": return step(1);
    case "k": return step(-1);
    case "o": return document.activeElement?.closest("article, li, tr")?.querySelector(LINES)?.click();
    case "v": return original()?.click();
    case "g": going = event.timeStamp; return;
    case "?": return void help();
    case "/":
      event.preventDefault();
      document.getElementById("q")?.focus();
  }
});
