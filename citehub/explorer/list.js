// The list: its head, its rows, and what is said of each record.

function drawHead() {
  const row = element("list").tHead.rows[0];
  const key = state.sort.replace(/^-/, "");
  for (const cell of row.cells) {
    cell.removeAttribute("aria-sort");
    if (cell.dataset.key === key) cell.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
  }
}

function makeHead() {
  const row = element("list").tHead.rows[0];
  for (const [key, label] of columns) {
    const button = make("button", label);
    button.type = "button";
    button.addEventListener("click", () => sortBy(state.sort === firstSort(key) ? turned(state.sort) : firstSort(key)));
    const cell = make("th", "", key === "roles" ? make("span.label", label) : button);
    cell.scope = "col";
    cell.dataset.key = key;
    row.append(cell);
  }
}

function drawRows(count) {
  const next = found.slice(drawn, drawn + count);
  const wanted = needles(state.query);
  const table = element("list");
  table.setAttribute("aria-rowcount", found.length + 1);
  table.tBodies[0].append(...next.map((record, at) => rowOf(record, drawn + at, wanted)));
  drawn += next.length;
  const left = found.length - drawn;
  element("more").hidden = !left;
  element("more").textContent = `Show ${Math.min(left, CHUNK)} more of ${left.toLocaleString("en")}`;
}

function rowOf(record, place, wanted) {
  const row = make("tr");
  row.setAttribute("aria-rowindex", place + 2);
  row.dataset.role = record.role ?? "";
  for (const [key] of columns) {
    const cell = key === "title" ? titleCell(record, wanted) : valueCell(record, key);
    row.append(cell);
  }
  return row;
}

function valueCell(record, key) {
  const value = record[key];
  if (value === null || value === undefined) return make("td");
  if (key === "roles") return make("td", "", rolesBar(value));
  if (!(key in LABELS)) return make("td", "", make("bdi", String(value)));
  const byHand = record[`${key}_evidence`]?.rule === "hand";
  if (key !== "role" && value === "unclassified") return make("td");
  const tag = make(byHand ? "span.tag.hand" : "span.tag", byHand ? `${value} ✎ by hand` : value);
  tag.dataset.role = key === "role" ? value : "";
  return make("td", "", tag);
}

// The roles of a hub's papers as one bar; each part says its role and count.
function rolesBar(roles) {
  const parts = Object.entries(roles).map(([role, count]) => {
    const part = make("span.part");
    part.dataset.role = role;
    part.style.flexGrow = count;
    part.title = `${role} ${count}`;
    return part;
  });
  const text = Object.entries(roles).map(([role, count]) => `${role} ${count}`).join(", ");
  return make("div.roles", "", make("span.unseen", text), ...parts);
}

function titleCell(record, wanted) {
  const text = record.title ?? "(no title on the page)";
  const [name, ...rest] = marked(text, marksIn(record, "title", wanted));
  const title = make("div.title", "", linked(record, name), ...rest);
  if (record.representative) title.append(starOf());
  if (record.dropped) title.append(make("span.tag", "no longer listed"));
  const by = [record.authors ?? [], record.venue ?? []].flat().join(", ");
  const says = record.summary && make("p.says", "", ...marked(record.summary, marksIn(record, "summary", wanted)));
  const cell = make("th", "", title, by && make("div.by", by), says, aboutOf(record));
  cell.scope = "row";
  return cell;
}

function linked(record, name) {
  const address = addressOf(record);
  if (!address) return name;
  const link = make("a", "", name);
  link.href = address;
  link.rel = "noopener noreferrer";
  return link;
}

function marksIn(record, where, wanted) {
  const text = record[where] ?? "";
  const marks = wanted.length ? places(text, wanted).map(([start, end]) => ({ start, end, name: "hit" })) : [];
  return [...marks, ...evidenceIn(record, text, [where])];
}

// The words of a text that decided a label, where the label's evidence names this text.
function evidenceIn(record, text, names) {
  return Object.keys(LABELS).flatMap((label) => {
    const { where, match } = record[`${label}_evidence`] ?? {};
    const start = match && names.includes(where) ? text.indexOf(match) : -1;
    return start >= 0 ? [{ start, end: start + match.length, name: "why" }] : [];
  });
}

function addressOf(record) {
  if (/^[\w.-]+(\/\d+)?(v\d+)?$/.test(record.arxiv_id ?? "")) return `https://arxiv.org/abs/${record.arxiv_id}`;
  if (/^10\.\d{4,9}\/\S+$/.test(record.doi ?? "")) return `https://doi.org/${encodeURI(record.doi)}`;
  return /^https?:\/\/[^\s"'<>]+$/.test(record.url ?? "") ? record.url : "";
}

function starOf() {
  const star = make("span.star", "★", make("span.unseen", "representative"));
  star.title = "The page calls it representative.";
  return star;
}

// The line below a summary: what else is known, and why it has its labels.
function aboutOf(record) {
  const novelty = record.novelty === null || record.novelty === undefined ? null : `novelty ${record.novelty}`;
  const facts = [record.field, record.verdict, novelty, hasHubs && [record.hubs ?? record.hub].flat().map(hubName).join(", ")].filter(Boolean);
  const box = make("div.about", "", ...facts.map((fact) => make("bdi", fact)));
  const lines = reasonsOf(record);
  const name = island.kind === "papers" ? "Why" : "Abstract";
  if (lines.length) box.append(make("details", "", make("summary", name), ...lines));
  return box.childElementCount ? box : null;
}

function reasonsOf(record) {
  const lines = Object.keys(LABELS).flatMap((label) => {
    const evidence = record[`${label}_evidence`];
    return evidence ? [make("p", `${LABELS[label]}: ${record[label]}, ${reason(evidence)}`)] : [];
  });
  const contexts = [record.contexts ?? record.context ?? []].flat();
  contexts.forEach((text, at) => {
    const names = contexts.length > 1 ? [`context ${at + 1}`] : ["context", "context 1"];
    lines.push(make("p", "It cites so: ", ...marked(text, evidenceIn(record, text, names))));
  });
  if (record.abstract) lines.push(make("p", island.kind === "papers" ? "Abstract: " : "", ...marked(record.abstract, evidenceIn(record, record.abstract, ["abstract"]))));
  return lines;
}

function reason({ rule, match, where, confidence, runner_up, by, when }) {
  if (rule === "hand") return `stated by hand (${[by, when].filter(Boolean).join(", ")})${match ? `: ${match}` : ""}`;
  if (rule === "page") return "stated by the page for this paper";
  const sure = typeof confidence === "number" ? `${Math.round(confidence * 100)} % of such labels were right in testing` : "not measured";
  return `by ${rule} on “${match}” in the ${where}, ${sure}${runner_up ? `; runner-up ${runner_up}` : ""}`;
}
