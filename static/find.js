// Names while somebody types: the field becomes a combobox with a list (WAI-ARIA Authoring Practices, "editable
// combobox with list autocomplete"). Without this script the same form leads to a page with the same names.

const PATIENCE = 120;
const LEAST = 2;
const SHOWN = 8;

function words(one) {
  const kind = one.kind?.replace("-", " ");
  const events = `${one.events.toLocaleString("en-GB")} ${one.events === 1 ? "event" : "events"}`;
  return [kind, one.country, events].filter(Boolean).join(" · ");
}

class Finder {
  constructor(form) {
    this.form = form;
    this.field = form.querySelector("input[name='name']");
    this.known = new Map();
    this.at = -1;
    this.list = document.createElement("ul");
    this.list.id = `${this.field.id}-list`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Names");
    this.told = document.createElement("p");
    this.told.className = "vh";
    this.told.setAttribute("role", "status");
    form.append(this.list, this.told);
    for (const [name, value] of [
      ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id],
    ]) this.field.setAttribute(name, value);
    this.field.addEventListener("input", () => this.later());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.close());
    // A press on the list leaves the field its focus.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role='option']");
      if (option) this.choose(option);
    });
  }

  get options() {
    return [...this.list.children];
  }

  later() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.timer = setTimeout(() => this.look(), PATIENCE);
  }

  async look() {
    const typed = this.field.value.trim().toLowerCase();
    if (typed.length < LEAST) return this.close();
    let found = this.known.get(typed);
    if (!found) {
      this.asked = new AbortController();
      const address = `${this.form.dataset.names}?${new URLSearchParams({ q: typed, limit: SHOWN })}`;
      try {
        const answer = await fetch(address, { signal: this.asked.signal });
        // The form still works, and says what is wrong.
        if (!answer.ok) return this.close();
        found = (await answer.json()).data;
      } catch {
        return this.close();
      }
      this.known.set(typed, found);
    }
    if (typed === this.field.value.trim().toLowerCase() && document.activeElement === this.field) this.show(found);
  }

  show(found) {
    this.close();
    this.list.replaceChildren(...found.map((one, n) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${n}`;
      option.dataset.slug = one.id;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = document.createElement("bdi");
      name.textContent = one.name;
      const what = document.createElement("span");
      what.textContent = words(one);
      option.append(name, " ", what);
      return option;
    }));
    this.list.hidden = found.length === 0;
    this.field.setAttribute("aria-expanded", String(found.length > 0));
    const names = found.length === 1 ? "1 name" : `${found.length} names`;
    this.told.textContent = found.length > 0 ? `${names}. Arrows choose, Enter adds.` : "No such name.";
  }

  close() {
    clearTimeout(this.timer);
    this.move(-1);
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.told.textContent = "";
  }

  move(to) {
    this.at = to;
    this.options.forEach((option, n) => option.setAttribute("aria-selected", String(n === to)));
    const chosen = this.options[to];
    if (chosen) this.field.setAttribute("aria-activedescendant", chosen.id);
    else this.field.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  // The server puts the name into the filter, in the order that its addresses have.
  choose(option) {
    const sent = new URLSearchParams(new FormData(this.form));
    sent.set("name", option.dataset.slug);
    location.assign(`${this.form.action}?${sent}`);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    const [open, last] = [!this.list.hidden, this.options.length - 1];
    if (event.key === "Escape") {
      if (open) this.close();
      else this.field.value = "";
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) this.look();
      else if (event.key === "ArrowDown") this.move(this.at < last ? this.at + 1 : -1);
      else this.move(this.at < 0 ? last : this.at - 1);
    } else if (event.key === "Enter" && open && this.at >= 0) {
      this.choose(this.options[this.at]);
    } else return;
    event.preventDefault();
  }
}

document.querySelectorAll("form.find").forEach((form) => new Finder(form));
