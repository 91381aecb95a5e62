// The filters: a group for each facet, what is new since a page, the order.

const FEW = 8; // values of a facet that are listed unasked
const MANY = 300; // and on request: with thousands, each key would wait for them
const UNKNOWN = "not stated";

function makeFilters() {
  const box = element("filters");
  if (sinces.length) box.append(sinceChoice());
  for (const facet of used) box.append(facetBox(facet));
  if (!box.childElementCount) element("narrow").hidden = box.hidden = true;
  if (box.hidden) document.querySelector(".columns").classList.add("one");
}

function facetBox(facet) {
  const count = facet.values.length.toLocaleString("en");
  facet.rows = new Map();
  facet.list = make("div");
  facet.more = make("button.all", facet.values.length > MANY ? `${MANY} of ${count} values` : `all ${count} values`);
  facet.more.type = "button";
  facet.more.addEventListener("click", () => {
    facet.all = true;
    drawFacet(facet);
    facet.rows.get(FEW).box.focus();
  });
  return make("fieldset", "", make("legend", facet.label), facet.list, facet.more);
}

function optionOf(facet, at) {
  const box = make("input");
  box.type = "checkbox";
  box.name = facet.key;
  box.addEventListener("change", () => {
    facet.picked[box.checked ? "add" : "delete"](at);
    changed();
  });
  const number = make("span.n");
  return { box, number, row: make("label.option", "", box, make("bdi.name-of", valueName(facet.key, facet.values[at])), number) };
}

// Show the first values of a facet and those picked, now or before, each with its count.
function drawFacet(facet) {
  const first = Math.min(facet.all ? MANY : FEW, facet.values.length);
  for (const at of [...Array(first).keys(), ...facet.picked]) {
    if (!facet.rows.has(at)) facet.rows.set(at, optionOf(facet, at));
  }
  const places = [...facet.rows.keys()].sort((a, b) => a - b);
  const rows = places.map((at) => facet.rows.get(at).row);
  const there = [...facet.list.children];
  if (rows.length !== there.length || rows.some((row, at) => row !== there[at])) facet.list.replaceChildren(...rows);
  for (const at of places) {
    const { box, number } = facet.rows.get(at);
    box.checked = facet.picked.has(at);
    number.textContent = facet.counts[at].toLocaleString("en");
  }
  facet.more.hidden = facet.all || facet.values.length <= FEW;
}

function valueName(key, value) {
  if (value === null) return UNKNOWN;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return key === "hub" ? hubName(value) : String(value);
}

function sinceChoice() {
  const choice = make("select");
  choice.id = "since";
  const option = (value, text) => choice.append(Object.assign(make("option", text), { value }));
  option("", "any time");
  for (const [value, text] of sinces) {
    const count = records.filter((record) => isNew(record, value)).length;
    option(value, `${text} (${count.toLocaleString("en")})`);
  }
  choice.addEventListener("change", () => {
    state.since = choice.value;
    changed();
  });
  const label = make("label.name", "New since");
  label.htmlFor = "since";
  return make("fieldset", "", label, choice);
}

function makeOrder() {
  const choice = element("order");
  const option = (value, text) => choice.append(Object.assign(make("option", text), { value }));
  option("", "given order");
  for (const [key, label] of sorts) {
    const down = isNumber(key) ? "largest first" : "Z to A";
    const up = isNumber(key) ? "smallest first" : "A to Z";
    const both = [[key, up], [`-${key}`, down]];
    for (const [sort, way] of key === firstSort(key) ? both : both.reverse()) option(sort, `${label}, ${way}`);
  }
  choice.addEventListener("change", () => sortBy(choice.value));
}
