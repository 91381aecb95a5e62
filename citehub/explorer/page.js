// The explorer at work: the state in the address, and what is shown.

const CHUNK = 40; // rows put on the page at a time

// ---- state, kept in the address -----------------------------------------------------------------

const state = { query: "", sort: "", since: "" };

function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  state.query = said.get("q") ?? "";
  const sort = said.get("sort") ?? "";
  state.sort = sorts.some(([key]) => key === sort.replace(/^-/, "")) ? sort : "";
  state.since = sinces.some(([value]) => value === said.get("since")) ? said.get("since") : "";
  for (const facet of used) {
    const named = new Set(said.getAll(facet.key));
    facet.picked = new Set(facet.values.flatMap((value, at) => (named.has(String(value ?? "")) ? [at] : [])));
  }
}

function writeAddress() {
  const said = new URLSearchParams();
  if (state.query) said.set("q", state.query);
  for (const facet of used) for (const at of facet.picked) said.append(facet.key, facet.values[at] ?? "");
  if (state.sort) said.set("sort", state.sort);
  if (state.since) said.set("since", state.since);
  history.replaceState(null, "", said.size ? `#${said}` : location.pathname + location.search);
}

// ---- what is shown ------------------------------------------------------------------------------

let order = records;
let found = [];
let drawn = 0;

function sortRecords() {
  const key = state.sort.replace(/^-/, "");
  if (!key) return void (order = records);
  const turn = state.sort.startsWith("-") ? -1 : 1;
  const value = (record) => (typeof record[key] === "string" ? fold(record[key]) : record[key]);
  const keyed = records.map((record) => [value(record) ?? null, record]);
  keyed.sort(([a, one], [b, other]) => (a === null) - (b === null) || turn * ((a > b) - (a < b)) || one.number - other.number);
  order = keyed.map(([, record]) => record);
}

const isNumber = (key) => records.some((record) => typeof record[key] === "number");
const firstSort = (key) => (isNumber(key) && key !== "position" ? `-${key}` : key); // the largest number first
const turned = (sort) => (sort.startsWith("-") ? sort.slice(1) : `-${sort}`);

function sortBy(sort) {
  state.sort = sort;
  sortRecords();
  changed();
}

// Find the records that fit, and count for each value how many there would be with it.
function select() {
  const wanted = needles(state.query);
  const active = used.filter((facet) => facet.picked.size);
  for (const facet of used) facet.counts = new Uint32Array(facet.values.length);
  found = [];
  for (const record of order) {
    if (state.since && !isNew(record, state.since)) continue;
    if (wanted.length && !wanted.every((needle) => haystack(record).includes(needle))) continue;
    let missed = null;
    let misses = 0;
    for (const facet of active) {
      if (!facet.own[record.number].some((at) => facet.picked.has(at))) (missed = facet), misses++;
    }
    if (misses > 1) continue;
    if (misses === 0) found.push(record);
    for (const facet of misses ? [missed] : used) for (const at of facet.own[record.number]) facet.counts[at]++;
  }
}

function refresh() {
  select();
  drawn = 0;
  element("list").tBodies[0].replaceChildren();
  drawRows(CHUNK);
  drawCounts();
  drawHead();
  element("order").value = state.sort;
}

const spoken = (count) => `${count.toLocaleString("en")} ${count === 1 ? kind.one : kind.many}`;

function drawCounts() {
  const all = found.length === records.length;
  element("count").textContent = all ? spoken(found.length) : `${found.length.toLocaleString("en")} of ${spoken(records.length)}`;
  element("clear").hidden = !(state.query || state.since || used.some((facet) => facet.picked.size));
  element("none").hidden = found.length > 0;
  element("list").hidden = !found.length;
  used.forEach(drawFacet);
}

// ---- at work ------------------------------------------------------------------------------------

function changed() {
  writeAddress();
  refresh();
}

// Keep the address a little behind the keys: browsers allow few changes of it a second.
let later = 0;

function typed() {
  state.query = element("query").value;
  clearTimeout(later);
  later = setTimeout(writeAddress, 250);
  refresh();
}

function fromAddress() {
  readAddress();
  element("query").value = state.query;
  if (element("since")) element("since").value = state.since;
  sortRecords();
  refresh();
}

function clearAll() {
  Object.assign(state, { query: "", since: "" });
  for (const facet of used) facet.picked.clear();
  changed();
  fromAddress();
  element("query").focus();
}

function turnTheme() {
  const themes = ["auto", "light", "dark"];
  const root = document.documentElement;
  const next = themes[(themes.indexOf(root.dataset.theme ?? "auto") + 1) % themes.length];
  if (next === "auto") delete root.dataset.theme;
  else root.dataset.theme = next;
  element("theme").textContent = `Theme: ${next}`;
}

function onKey(event) {
  const typing = /^(input|select|textarea)$/i.test(event.target.tagName) && event.target.type !== "checkbox";
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    element("query").focus();
  } else if (event.key === "Escape" && event.target === element("query")) {
    clearAll();
  }
}

// Fold the texts while nobody waits, so that the first letter typed is fast.
function foldAhead(from) {
  const end = Math.min(from + 1000, records.length);
  for (let at = from; at < end; at++) haystack(records[at]);
  if (end < records.length) setTimeout(foldAhead, 0, end);
}

function start() {
  makeHead();
  makeFilters();
  makeOrder();
  fromAddress();
  element("explorer").hidden = false;
  element("query").addEventListener("input", typed);
  element("clear").addEventListener("click", clearAll);
  element("theme").addEventListener("click", turnTheme);
  element("more").addEventListener("click", () => drawRows(CHUNK));
  element("skip").addEventListener("click", (event) => {
    event.preventDefault();
    element("list").focus();
  });
  element("narrow").addEventListener("click", () => {
    const open = element("filters").classList.toggle("open");
    element("narrow").setAttribute("aria-expanded", String(open));
  });
  const exported = island.keys.filter((key) => !key.endsWith("_evidence") && key !== "bibtex");
  element("as-csv").addEventListener("click", () => save(csv(found, exported), `${kind.file}.csv`, "text/csv"));
  element("as-bibtex").addEventListener("click", () => save(bibtex(found), `${kind.file}.bib`, "text/x-bibtex"));
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", fromAddress);
  addEventListener("beforeprint", () => drawRows(found.length));
  new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && drawRows(CHUNK), { rootMargin: "600px" }).observe(element("more"));
  setTimeout(foldAhead, 50, 0);
}

start();
