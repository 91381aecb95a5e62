r"""Text as LaTeX: what is TeX in a title stays, all else is shown as it is.

Titles of preprints hold TeX: `$\tau$-bench`, `Schr\"odinger`. Those commands that only show
something are kept. Any other is text: a title is anybody's words, and `\input` reads files.
"""

import re

_SHOW = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi
    Pi Sigma Upsilon Phi Psi Omega ell hbar aleph Re Im wp imath jmath
    le leq ge geq ne neq ll gg approx sim simeq cong equiv propto prec succ preceq succeq in
    notin ni subset subseteq supset supseteq cup cap setminus wedge vee neg forall exists top bot
    perp parallel mid vdash models infty partial nabla prime emptyset angle triangle
    to gets mapsto rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow uparrow
    downarrow longrightarrow hookrightarrow
    times cdot cdots ldots dots pm mp div ast star circ bullet oplus otimes odot dagger ddagger
    sum prod int oint bigcup bigcap bigoplus bigotimes sqrt frac dfrac tfrac binom over
    arccos arcsin arctan arg cos cosh cot deg det dim exp gcd hom inf ker lg lim liminf limsup ln
    log max min sin sinh sup tan tanh operatorname
    left right big Big langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert
    hat bar tilde vec dot ddot check breve acute grave widehat widetilde overline underline
    mathbb mathbf mathcal mathfrak mathit mathrm mathscr mathsf mathtt boldsymbol bm
    text textbf textit textrm textsc textsf textsl texttt textup textmd textnormal mbox emph
    textsuperscript textsubscript textgreater textless textbar textbackslash textasciitilde
    textasciicircum textendash textemdash textregistered texttrademark textdegree
    quad qquad LaTeX TeX BibTeX ss ae AE oe OE aa AA o O l L i j c v u H k r b d t
"""
_COMMANDS = frozenset(_SHOW.split())
_MATH = r"\$\$(?:[^$\\]|\\.)+\$\$|\$(?![\s$])(?:[^$\\]|\\.)*(?<!\s)\$(?![\d$])|\\\(.{1,200}?\\\)"
_ACCENT = r"""\\["'`^~=.](?:\{\\?[A-Za-z]?\}|\\[ij](?![A-Za-z])|[A-Za-z])"""
_GROUP = (
    r"\{(?=\\|[A-Za-z-]{0,40}[A-Z][A-Za-z-]{0,40}\})"  # {\"o}, {BERT}: not a set such as {0, 1}
)
_TOKEN = re.compile(
    rf"({_MATH})|({_ACCENT}|\\[&%$#_,;!-])|\\([A-Za-z]+)|({_GROUP})|(\s+)|([^\\${{}}\s]+|.)"
)
_PROSE = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}")
_SIGNS = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}
_SPECIAL = re.compile(r"[&%$#_\\{}~^<>|]")


def escaped(text: str) -> str:
    """Return a text as LaTeX that prints it; the TeX in it stays, and its braces are balanced."""
    return "".join(_pieces(text))


def protected(title: str) -> str:
    r"""Return a title as LaTeX whose capitals BibTeX keeps: a word that has one stands in braces.

    BibTeX keeps the first letter of a title, so that stays outside: `A {Survey} of {BERT}`.
    """
    words: list[list[str]] = [[]]
    depth = 0
    for piece in _pieces(title):
        depth += (piece == "{") - (piece == "}")
        if piece.isspace() and not depth:
            words.append([])
        else:
            words[-1].append(piece)
    shown = ["".join(word) for word in words]
    return " ".join(_kept(word, is_first=not at) for at, word in enumerate(shown))


def _kept(word: str, is_first: bool) -> str:
    head = word[:1] if is_first and word[:1].isalnum() else ""
    body = word[len(head) :].rstrip(".,:;?!")
    tail = word[len(head) + len(body) :]
    if not any(char.isupper() for char in body):
        return word
    # A brace before a backslash makes a "special character", whose case BibTeX does change.
    kept = f"{{{body}}}" if body.startswith("\\") else body
    return f"{head}{{{kept}}}{tail}"


def _pieces(text: str) -> list[str]:
    """Return a text in pieces of LaTeX: white space and the braces of a command by themselves."""
    pieces: list[str] = []
    opened: list[int] = []
    takes_braces = False  # what came last is a command, or what it takes
    for found in _TOKEN.finditer(text):
        math, sign, command, group, space, other = found.groups()
        is_group = group is not None or (other == "{" and (takes_braces or bool(opened)))
        takes_braces = False
        if (math is not None and _is_math(math)) or sign is not None:
            pieces.append(found[0])
        elif command in _COMMANDS:
            pieces.append(found[0])
            takes_braces = True
        elif space is not None:
            pieces.append(" ")
        elif is_group:
            opened.append(len(pieces))
            pieces.append("{")
        elif other == "}" and opened:
            opened.pop()
            pieces.append("}")
            takes_braces = True
        else:
            pieces.append(_SPECIAL.sub(lambda sign: _SIGNS[sign[0]], found[0]))
    for at in opened:
        pieces[at] = _SIGNS["{"]
    return pieces


def _is_math(text: str) -> bool:
    """Return whether what stands between dollars is a formula that TeX can set, and no prose."""
    inner = text.strip("$") if text.startswith("$") else text[2:-2]
    if any(name not in _COMMANDS for name in re.findall(r"\\([A-Za-z]+)", inner)):
        return False
    if re.search(r"(?<!\\)[%#&]|\^\^|\\[^A-Za-z,;:!|{}_%&#$ ]", inner):
        return False
    if not re.search(r"[\\^_]", inner) and _PROSE.search(inner):
        return False
    return _is_balanced(inner)


def _is_balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0
