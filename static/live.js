// Says how many events of this page's selection are new. The list itself never moves under its reader: the words are
// a link to the same selection as it is now.

const place = document.querySelector("[data-live]");
let source = null;

function tell({ data }) {
  const { text } = JSON.parse(data);
  if (!text) return;
  const link = place.querySelector("a") ?? document.createElement("a");
  link.className = "btn";
  link.href = place.dataset.now;
  link.textContent = `${text}: show them`;
  place.append(link);
}

function listen() {
  if (source) return;
  source = new EventSource(place.dataset.live);
  source.addEventListener("news", tell);
}

function rest() {
  source?.close();
  source = null;
}

// A browser opens six connections to one host at most, so a page nobody looks at gives its own back. Every message
// counts from what the page shows: nothing is missed in between.
if (place) {
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", () => document.hidden || listen());
}
