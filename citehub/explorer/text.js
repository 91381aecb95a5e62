// Texts: how they are compared, where words stand in them, and how they are shown.

const ACCENTS = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]/g;
const LATEX_ACCENT = /\\["'`^~=.cuvHk]\s*\{?\s*([A-Za-z])\s*\}?/g;
// Signs between words. Ranges, as `\p{P}` takes five times as long over a large library.
const SIGNS = /[\0-/:-@[-`{-\xbf\xd7\xf7\u2000-\u206f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\uff00-\uff0f]+/g;
// What no one sees and what turns the direction of a text, except the joiners of some scripts.
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const MARKS_TOO_MANY = /(\p{M}{8})(\p{M}+)/gu;
const LONGEST_SHOWN = 2000; // characters of a text that are shown unasked

const foldedRuns = new Map(); // a library has few different ones

function foldRun(run) {
  let folded = foldedRuns.get(run);
  if (folded === undefined) {
    const plain = run.normalize("NFKD").replace(ACCENTS, "").normalize("NFC");
    folded = plain.toLowerCase().replace(/ß/g, "ss");
    foldedRuns.set(run, folded);
  }
  return folded;
}

// Case and accents off: "É" becomes "e".
const fold = (text) => text.toLowerCase().replace(/[^\0-\x7f]+/g, foldRun);

// A text to search in: folded, each run of signs one space, a space before it all.
function searchable(text) {
  const plain = text.includes("\\") ? text.replace(LATEX_ACCENT, "$1") : text;
  return " " + fold(plain).replace(SIGNS, " ");
}

// What to look for: the beginning of each word, or any part of one in scripts without spaces.
function needles(query) {
  const words = searchable(query).trim().split(" ").filter(Boolean);
  return words.map((word) => (/^[\0-\u2fff]*$/.test(word) ? " " + word : word));
}

// Where needles stand in a text as it is written: [start, end] of each.
function places(text, wanted) {
  let folded = " ";
  const at = [0];
  for (let i = 0; i < text.length; ) {
    const char = String.fromCodePoint(text.codePointAt(i));
    const plain = /[a-z0-9]/.test(char) ? char : searchable(char).slice(1);
    for (let n = 0; n < plain.length; n++) at.push(i);
    folded += plain;
    i += char.length;
  }
  at.push(text.length);
  const found = [];
  for (const needle of wanted) {
    const skip = needle.startsWith(" ") ? 1 : 0;
    for (let i = folded.indexOf(needle); i >= 0; i = folded.indexOf(needle, i + needle.length)) {
      found.push([at[i + skip], at[i + needle.length]]);
    }
  }
  return found;
}

// A text as it is shown: what no one sees as \u202e, marks that pile up as \u0301.
function shown(text) {
  const escape = (char) => "\\u" + char.codePointAt(0).toString(16).padStart(4, "0");
  return text
    .replace(UNSEEN, escape)
    .replace(MARKS_TOO_MANY, (all, kept, rest) => kept + [...rest].map(escape).join(""));
}

// An element of a tag (`td.wide`), a text and parts; every text reaches the page here.
function make(kind, text, ...parts) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  if (text) made.textContent = shown(text);
  made.append(...parts.filter(Boolean));
  return made;
}

// A text of a page with some of its parts marked: {start, end, name}, the first of two that overlap.
function marked(text, marks) {
  const box = make("bdi");
  const fill = (end) => {
    let at = 0;
    box.replaceChildren();
    for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
      if (mark.start < at || mark.end > end) continue;
      box.append(shown(text.slice(at, mark.start)));
      box.append(make("mark." + mark.name, text.slice(mark.start, mark.end)));
      at = mark.end;
    }
    box.append(shown(text.slice(at, end)));
  };
  fill(Math.min(text.length, LONGEST_SHOWN));
  if (text.length <= LONGEST_SHOWN) return [box];
  const all = make("button.cut", `… show all ${text.length.toLocaleString("en")} characters`);
  all.type = "button";
  all.addEventListener("click", () => {
    fill(text.length);
    all.remove();
  });
  return [box, all];
}
