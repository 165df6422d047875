// Everything works without this file; it makes some things quicker. No eval, no innerHTML.
"use strict";

const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
const make = (tag, text, attributes = {}) => {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};

// Suggestions: a combobox as in the WAI-ARIA practices.
for (const [number, box] of all("[data-suggest]").entries()) {
  const list = make("ul", "", { class: "options", role: "listbox", id: `options-${number}`, "aria-label": "Suggestions" });
  list.hidden = true;
  box.parentElement.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) box.setAttribute(name, value);
  const goes = box.dataset.suggest !== "actors";
  let options = [], chosen = -1, asked = 0, timer = 0;
  const close = () => { list.hidden = true; chosen = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (index) => {
    chosen = index;
    for (const [i, item] of Array.from(list.children).entries()) item.setAttribute("aria-selected", String(i === index));
    if (index >= 0) box.setAttribute("aria-activedescendant", `${list.id}-${index}`);
    else box.removeAttribute("aria-activedescendant");
  };
  const take = (option) => { if (goes) location.assign(option.href); else { box.value = option.value; close(); } };
  const ask = async () => {
    const words = box.value.trim(), mine = ++asked;
    if (words.length < 2) return close();
    const answer = await fetch(`/suggest?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    options = await answer.json();
    list.replaceChildren(...options.map((option, i) => {
      const item = make("li", "", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false" });
      item.append(make("span", option.label), make("span", option.note, { class: "soft small" }));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
      return item;
    }));
    list.hidden = options.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    chosen = -1;
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + options.length + (chosen < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(options[chosen]); }
    else if (event.key === "Escape") { event.stopPropagation(); close(); }
  });
}

// The reader: a note beside the words under the pointer or the focus.
let tip = null;
const closeTip = () => { tip?.remove(); tip = null; for (const card of all(".on")) card.classList.remove("on"); };
const openTip = (link) => {
  closeTip();
  const card = document.getElementById(link.dataset.tip);
  if (!card) return;
  link.classList.add("on");
  card.classList.add("on");
  tip = make("div", "", { class: `tip ${card.classList.contains("card") ? card.className.replace("card", "").replace("on", "") : ""}`, role: "tooltip", id: "tip" });
  for (const child of card.childNodes) {
    if (child.nodeName === "UL" && card.nodeName === "LI") continue;
    tip.append(child.cloneNode(true));
  }
  for (const node of all("[id]", tip)) node.removeAttribute("id");
  document.body.append(tip);
  link.setAttribute("aria-describedby", "tip");
  const at = link.getBoundingClientRect(), size = tip.getBoundingClientRect();
  const below = at.bottom + 8 + size.height < innerHeight || at.top < size.height;
  tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  tip.style.top = `${Math.max(8, below ? at.bottom + 8 : at.top - size.height - 8)}px`;
  tip.addEventListener("mouseleave", closeTip);
};
for (const link of all("[data-tip]")) {
  let timer = 0;
  link.addEventListener("mouseenter", () => { clearTimeout(timer); openTip(link); });
  link.addEventListener("mouseleave", () => { timer = setTimeout(() => { if (!tip?.matches(":hover") && document.activeElement !== link) closeTip(); }, 180); });
  link.addEventListener("focus", () => openTip(link));
  link.addEventListener("blur", closeTip);
}

// Keys.
const places = { t: "/", c: "/claims", a: "/articles", m: "/map", l: "/timeline", s: "/searches", n: "/network" };
let last = "";
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { closeTip(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "/") { event.preventDefault(); document.getElementById("find")?.focus(); }
  else if (event.key === "?") location.assign("/help");
  else if (last === "g" && places[event.key]) location.assign(places[event.key]);
  else if (event.key === "j" || event.key === "k") {
    const stops = all(".text [data-tip]").length ? all(".text [data-tip]") : all(".claims .what a");
    const now = stops.indexOf(document.activeElement);
    const next = stops[now < 0 ? 0 : Math.max(0, Math.min(stops.length - 1, now + (event.key === "j" ? 1 : -1)))];
    next?.focus();
  }
  last = event.key;
});

for (const button of all("[data-print]")) button.addEventListener("click", () => print());

// Adding: how far it is, asked once a second.
for (const box of all("[data-job]")) {
  if (box.dataset.over === "yes") continue;
  const look = async () => {
    const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
    if (!answer.ok) return location.reload();
    const job = await answer.json();
    for (const node of all("[data-value]", box)) node.textContent = job[node.dataset.value] ?? "";
    if (job.state === "done" || job.state === "failed") location.reload();
    else setTimeout(look, 1000);
  };
  setTimeout(look, 600);
}

// The timeline: drag over the chart to choose a stretch of time.
for (const holder of all("[data-brush]")) {
  const chart = holder.querySelector("svg"), form = document.querySelector("[data-brush-form]");
  const { first, offset, days, unit, left, right } = chart.dataset;
  const day = 86400000, start = Date.parse(first) + offset * day, parts = days * (unit === "hour" ? 24 : 1);
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  box.setAttribute("class", "sel");
  box.setAttribute("y", "6");
  box.setAttribute("height", String(chart.viewBox.baseVal.height - 30));
  const where = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse()).x;
    return Math.max(+left, Math.min(+right, at));
  };
  const date = (x) => {
    const part = Math.min(Math.round(parts) - 1, Math.floor((x - left) / (right - left) * parts));
    return new Date(Math.round(start + part * day * days / parts)).toISOString().slice(0, unit === "hour" ? 13 : 10);
  };
  let from = null;
  chart.addEventListener("pointerdown", (event) => { from = where(event); chart.setPointerCapture(event.pointerId); box.setAttribute("width", "0"); chart.append(box); });
  chart.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = where(event);
    box.setAttribute("x", String(Math.min(from, to)));
    box.setAttribute("width", String(Math.abs(to - from)));
    form.elements.since.value = date(Math.min(from, to));
    form.elements.until.value = date(Math.max(from, to));
  });
  chart.addEventListener("pointerup", (event) => {
    const moved = from !== null && Math.abs(where(event) - from) > 4;
    from = null;
    if (moved) form.requestSubmit(); else box.remove();
  });
}

// The map: wheel and drag, plus and minus and arrows once it has the focus.
for (const map of all("[data-map]")) {
  map.setAttribute("tabindex", "0");
  const view = map.viewBox.baseVal;
  const whole = { x: view.x, y: view.y, width: view.width, height: view.height };
  const zoom = (by, cx, cy) => {
    const width = Math.max(whole.width / 12, Math.min(whole.width, view.width * by));
    const real = width / view.width;
    view.x = cx - (cx - view.x) * real; view.y = cy - (cy - view.y) * real;
    view.height *= real; view.width = width;
    for (const spot of all(".spot", map)) {
      const place = spot.getAttribute("transform").replace(/ scale.*/, "");
      spot.setAttribute("transform", `${place} scale(${spot.dataset.scale * (view.width / whole.width) ** 0.7})`);
    }
    for (const text of all(".place", map)) {
      text.dataset.size ??= text.getAttribute("font-size");
      text.setAttribute("font-size", String(text.dataset.size * view.width / whole.width));
    }
  };
  const centre = () => [view.x + view.width / 2, view.y + view.height / 2];
  map.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== map) return;
    event.preventDefault();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, at.x, at.y);
  }, { passive: false });
  map.addEventListener("keydown", (event) => {
    const step = view.width / 8;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.target !== map) return;
    if (event.key === "+" || event.key === "=") zoom(1 / 1.4, ...centre());
    else if (event.key === "-") zoom(1.4, ...centre());
    else if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; }
    else return;
    event.preventDefault();
  });
  let drag = null;
  map.addEventListener("pointerdown", (event) => { if (!event.target.closest("a")) { drag = [event.clientX, event.clientY, view.x, view.y]; map.setPointerCapture(event.pointerId); map.focus({ preventScroll: true }); } });
  map.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const scale = view.width / map.getBoundingClientRect().width;
    view.x = drag[2] - (event.clientX - drag[0]) * scale;
    view.y = drag[3] - (event.clientY - drag[1]) * scale;
  });
  map.addEventListener("pointerup", () => { drag = null; });
}
