"""The values of a rules file, each with its line, and what is wrong with them."""

import math

import yaml

MOST_VALUES = 200_000  # of a file, aliases written out; the shipped rules have a twentieth of that


class Faults:
    """Collects faults, so that a file's author sees all of them at once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[str] = []

    def add(self, node: yaml.Node | int, what: str) -> None:
        """Take in a fault of a node, or of a line."""
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.found.append(f"{self.source}:{line}: {what}")


def compose(data: bytes, faults: Faults) -> yaml.Node | None:
    """Return the root of a file in YAML; None with a fault for what is not YAML, or is too large.

    Aliases cost nothing here, but each use of one is read: they can make a small file endless.
    """
    try:
        root = yaml.compose(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or " ".join(str(error).split())
        faults.add(mark.line + 1 if mark else 1, f"not YAML: {what}")
        return None
    waiting = [root] if root else []
    count = 0
    while waiting:
        node = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            what = f"more than {MOST_VALUES:,} values, with each alias written out; use fewer"
            faults.add(node, what)
            return None
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += (inner for pair in node.value for inner in pair)
    return root


def text_at(node: yaml.Node) -> str:
    """Return what stands at a node; a list or mapping in short."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "this"


def mapping(node: yaml.Node, keys: tuple[str, ...], faults: Faults) -> dict[str, yaml.Node]:
    """Return a mapping's nodes by key; unknown and doubled keys are faults."""
    if not isinstance(node, yaml.MappingNode):
        faults.add(node, f"expected a mapping with {', '.join(keys) or 'values'}")
        return {}
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = text_at(key)
        if keys and name not in keys:
            faults.add(key, f"unknown key {name!r}; there are {', '.join(keys)}")
        elif name in found:
            faults.add(key, f"the key {name!r} stands here twice")
        else:
            found[name] = value
    return found


def is_string(node: yaml.Node) -> bool:
    """Return whether a node is text: unquoted no, 1.10, 2020-01-01 and {name} are not, to YAML."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str"


def string(node: yaml.Node, faults: Faults) -> str:
    """Return a text; what YAML takes for anything else is a fault, and empty."""
    if is_string(node):
        return str(node.value)
    shown = " ".join(text_at(node).split())
    said = f"{shown} is not a text to YAML; put it in quotes" if shown else "expected a text"
    faults.add(node, said)
    return ""


def strings(node: yaml.Node, faults: Faults) -> tuple[str, ...]:
    """Return a list of texts, or the one text that stands in its place."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(string(item, faults) for item in nodes)


def number_at(node: yaml.Node, faults: Faults) -> float:
    """Return a number, or NaN where there is none: no later check complains about NaN."""
    try:
        number = float(text_at(node))
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    faults.add(node, "expected a number")
    return math.nan
