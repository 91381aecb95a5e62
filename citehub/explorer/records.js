// The records and their facets, read from the page.

const LABELS = { role: "Role", citation_role: "Cited as", citation_polarity: "Polarity" };
const KINDS = {
  papers: {
    one: "citing paper", many: "citing papers", file: "papers",
    facets: { ...LABELS, field: "Field", year: "Year", verdict: "Verdict", hub: "Hub", marks: "Marks" },
    columns: { title: "Paper", role: "Role", citation_role: "Cited as", year: "Year" },
    sorts: { score: "Score", position: "Position", field: "Field", date: "Date", verdict: "Verdict", novelty: "Novelty", hub: "Hub" },
  },
  hubs: {
    one: "hub", many: "hubs", file: "hubs",
    facets: { tier: "Tier", standing: "Standing", status: "Status", year: "Year", complete: "Complete" },
    columns: { title: "Hub", tier: "Tier", citing_count: "Citing", listed_count: "Listed", roles: "Roles", year: "Year" },
    sorts: { id: "Id", standing: "Standing" },
  },
};
const element = (id) => document.getElementById(id);
const island = JSON.parse(element("data").textContent);
const kind = KINDS[island.kind];

const sharedValue = (values, number) => (Array.isArray(number) ? number.map((each) => values[each]) : values[number]);

const records = island.rows.map((row, number) => {
  const record = { number };
  island.keys.forEach((key, at) => {
    const value = row[at] ?? null;
    record[key] = value === null || !island.shared[key] ? value : sharedValue(island.shared[key], value);
  });
  record.added = island.hubs[record.hub]?.captures[record.first_seen - 1] ?? null;
  record.marks = ["representative", "dropped"].filter((key) => record[key]);
  if (isByHand(record)) record.marks.push("labelled by hand");
  return record;
});

function isByHand(record) {
  return Object.keys(LABELS).some((label) => record[`${label}_evidence`]?.rule === "hand");
}

function haystack(record) {
  record.text ??= searchable(`${record.title ?? ""} ${record.summary ?? record.authors ?? ""}`);
  return record.text;
}

// Each facet: its values, most frequent first, and for each record the numbers of its own.
const facets = Object.entries(kind.facets).map(([key, label]) => {
  const counts = new Map();
  const own = records.map((record) => [(key === "hub" && record.hubs) || (record[key] ?? null)].flat());
  for (const values of own) for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  const last = (value) => value === null || value === "unclassified";
  const order = (a, b) => last(a) - last(b) || (key === "year" ? b - a : counts.get(b) - counts.get(a)) || (a < b ? -1 : 1);
  const values = [...counts.keys()].sort(order);
  const number = new Map(values.map((value, at) => [value, at]));
  return { key, label, values, own: own.map((each) => each.map((value) => number.get(value))), picked: new Set(), all: false };
});
// A facet helps where it has two values, or one that some records lack.
const used = facets.filter(({ values, own }) => {
  const telling = values.some((value) => value !== null && value !== "unclassified");
  return telling && (values.length > 1 || own.some((numbers) => !numbers.length));
});
const differs = ([key]) => new Set(records.map((record) => record[key] ?? null)).size > 1;
const told = ([key]) => records.some((record) => (record[key] ?? "unclassified") !== "unclassified");
const columns = Object.entries(kind.columns).filter((column) => column[0] === "title" || told(column));
const sorts = Object.entries({ ...kind.columns, ...kind.sorts }).filter((sort) => sort[0] !== "roles" && differs(sort));
const hasHubs = differs(["hub"]);
const hubName = (id) => island.hubs[id]?.title ?? id;

// What papers can be newer than: a saved page of the one hub, or a day of a library.
const captures = island.hubs[island.only]?.captures ?? [];
const days = [...new Set(records.map((record) => record.added?.slice(0, 10)).filter(Boolean))].sort().reverse();
const sinces = island.only
  ? captures.slice(0, -1).map((when, at) => [String(at + 1), `after page ${at + 1}${when ? ` of ${when.slice(0, 10)}` : ""}`])
  : days.slice(1).map((day) => [day, `after ${day}`]);
const isNew = (record, since) => (island.only ? record.first_seen > Number(since) : record.added?.slice(0, 10) > since);
