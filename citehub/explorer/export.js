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

// The entries that the program made, each once: a paper may cite several hubs.
function bibtex(records) {
  return [...new Set(records.map((record) => record.bibtex))].join("\n");
}

function save(text, name, type) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
