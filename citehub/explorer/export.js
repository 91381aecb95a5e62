// What is shown, as a file: CSV as `citehub -f csv` writes it, and BibTeX.

const FORMULA = /^[\s']*[=+@\t\r\n＝＋－＠-]/;
const NUMBER = /^[+-]?[0-9]+(\.[0-9]+)?$/;

// JSON with spaces, as Python writes it.
function jsonText(value) {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item)}`).join(", ")}}`;
}

function csvCell(value) {
  if (value === null || value === undefined) return "";
  let text = typeof value === "object" ? jsonText(value) : String(value);
  if (typeof value === "string" && FORMULA.test(text) && !NUMBER.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(records, columns) {
  const line = (cells) => (cells.length === 1 && cells[0] === "" ? '""' : cells.join(",")) + "\n";
  return [columns.map(csvCell), ...records.map((record) => columns.map((key) => csvCell(record[key])))]
    .map(line)
    .join("");
}

const TEX = {
  "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "%": "\\%", "&": "\\&", "#": "\\#",
  "_": "\\_", "$": "\\$", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
};

// A title with mathematics or commands in it is LaTeX already, where its braces are even.
function isTex(text) {
  const even = text.split("{").length === text.split("}").length;
  return even && (/\$[^$]+\$/.test(text) || /\\[A-Za-z]+|\\["'`^~=]/.test(text));
}

function texText(text) {
  return isTex(text) ? text.replace(/(?<!\\)([%&#])/g, "\\$1") : text.replace(/[\\{}%&#_$~^]/g, (sign) => TEX[sign]);
}

// Words whose capitals a style would lose: any capital behind the first letter of the text.
function keptCapitals(text) {
  if (isTex(text)) return `{${texText(text)}}`;
  return text
    .split(/(\s+)/)
    .map((word, at) => (/\p{Lu}/u.test(at ? word : word.slice(1)) ? `{${texText(word)}}` : texText(word)))
    .join("");
}

function entryKey(record, taken) {
  const author = record.authors && [].concat(record.authors)[0];
  const name = author ? author.split(/\s+/).at(-1) : "";
  const word = (record.title || "").split(/\s+/).find((each) => each.length > 3) || "untitled";
  const plain = [name, record.year ?? "", word].map((part) => fold(String(part)).replace(/[^a-z0-9]/g, ""));
  const key = plain.join("") || "paper";
  const count = (taken.get(key) || 0) + 1;
  taken.set(key, count);
  return count === 1 ? key : `${key}-${count}`;
}

function bibtex(records) {
  const taken = new Map();
  return records
    .map((record) => {
      const authors = record.authors && [].concat(record.authors).map(texText).join(" and ");
      const fields = {
        title: record.title && keptCapitals(record.title),
        author: authors,
        year: record.year ?? null,
        journal: record.venue && texText(record.venue),
        doi: record.doi,
        eprint: record.arxiv_id,
        eprinttype: record.arxiv_id && "arxiv",
        url: record.url,
        note: record.summary && texText(record.summary),
      };
      const lines = Object.entries(fields)
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => `  ${name} = {${value}},\n`);
      const kind = record.venue ? "article" : "misc";
      return `@${kind}{${entryKey(record, taken)},\n${lines.join("")}}\n`;
    })
    .join("\n");
}

function save(text, name, type) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
