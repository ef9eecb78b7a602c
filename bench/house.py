"""`python -m bench.house [CHECKOUT]`: how heavy the house is. A mirror: no test fails on these figures.

Code is what is left under `src` without blank lines, comments, docstrings and migrations. A function of many arguments has more than
six, `self` and `cls` apart. A dataclass is built at one place where its name is called once. A private function is called once where
its module names it once beside its definition. A repeated line stands in a run of six code lines, imports apart, that occurs again."""

import ast
import io
import json
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_ARGUMENTS, RUN = 6, 6
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of Python, read once."""

    path: Path
    text: str

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @cached_property
    def code(self) -> list[int]:
        """The numbers of the lines that are code."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        spans = (range(one.start[0], one.end[0] + 1) for one in tokens if one.type not in SILENT)
        return sorted({line for span in spans for line in span} - self._docstrings)

    @property
    def _docstrings(self) -> set[int]:
        bodies = (
            node.body for node in self.nodes if isinstance(node, ast.Module | ast.ClassDef | Function) and node.body
        )
        first = (body[0] for body in bodies)
        return {line for one in first if _is_text(one) for line in range(one.lineno, (one.end_lineno or 0) + 1)}

    @cached_property
    def named(self) -> Counter[str]:
        """How often each name is used."""
        names = (node.id for node in self.nodes if isinstance(node, ast.Name))
        return Counter(names) + Counter(node.attr for node in self.nodes if isinstance(node, ast.Attribute))

    @property
    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))

    @property
    def lines_without_imports(self) -> list[str]:
        lines = self.text.splitlines()
        imports = (node for node in self.nodes if isinstance(node, ast.Import | ast.ImportFrom))
        left_out = {line for node in imports for line in range(node.lineno, (node.end_lineno or 0) + 1)}
        return [lines[number - 1].strip() for number in self.code if number not in left_out]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def modules(source: Path) -> list[Module]:
    paths = (path for path in sorted(source.rglob("*.py")) if "migrations" not in path.parts)
    return [Module(path.relative_to(source), path.read_text(encoding="utf-8")) for path in paths]


def area(path: Path) -> str:
    """The context, engine or part of the web a file belongs to; in the registers the subject too."""
    parts = path.parts[1:-1]
    return "/".join(parts[: 3 if parts[:2] == ("contexts", "registers") else 2]) or "."


def arguments(function: Function) -> int:
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return sum(argument.arg not in ("self", "cls") for argument in given)


def dataclasses(house: list[Module]) -> list[str]:
    classes = (one for module in house for one in module.classes)
    return [one.name for one in classes if any("dataclass" in ast.unparse(d) for d in one.decorator_list)]


def calls(house: list[Module]) -> Counter[str]:
    called = (node.func for module in house for node in module.nodes if isinstance(node, ast.Call))
    return Counter(node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in called)


def called_once(module: Module) -> int:
    private = Counter(
        one.name for one in module.functions if one.name.startswith("_") and not one.name.startswith("__")
    )
    return sum(module.named[name] == 1 for name, defined in private.items() if defined == 1)


def repeated(house: list[Module]) -> int:
    """How many lines stand in a run that occurs more than once."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, module in enumerate(house):
        lines = module.lines_without_imports
        for start in range(len(lines) - RUN + 1):
            places[tuple(lines[start : start + RUN])].append((number, start))
    runs = (place for found in places.values() if len(found) > 1 for place in found)
    return len({(number, start + step) for number, start in runs for step in range(RUN)})


def twice(names: Iterable[str]) -> list[str]:
    return [f"{name} ×{count}" for name, count in Counter(names).most_common() if count > 1]


def lines_of(source: Path, pattern: str, comment: str = "\0") -> int:
    texts = (path.read_text(encoding="utf-8") for path in source.rglob(pattern))
    return sum(
        bool(line.strip()) and not line.strip().startswith(comment) for text in texts for line in text.splitlines()
    )


def figures(source: Path) -> Iterator[tuple[str, int]]:
    house = modules(source)
    functions = [one for module in house for one in module.functions]
    built = calls(house)
    names = twice(one.name for module in house for one in module.classes if one.name != "Meta")
    yield "files", len(house)
    yield "lines of code", sum(len(module.code) for module in house)
    areas: Counter[str] = Counter()
    for module in house:
        areas[area(module.path)] += len(module.code)
    yield from ((f"  {name}", lines) for name, lines in areas.most_common() if lines)
    yield "lines of YAML", lines_of(source, "*.yaml", "#")
    yield "  demonstration", sum(lines_of(path, "*.yaml", "#") for path in source.rglob("demonstration"))
    yield "lines of templates", lines_of(source, "*.html")
    yield "functions", len(functions)
    yield (
        f"functions of more than {MOST_ARGUMENTS} arguments",
        sum(arguments(one) > MOST_ARGUMENTS for one in functions),
    )
    yield "dataclasses", len(dataclasses(house))
    yield "dataclasses built at one place", sum(built[name] == 1 for name in dataclasses(house))
    yield "type: ignore", sum(module.text.count("type: ignore") for module in house)
    yield "private functions called once", sum(called_once(module) for module in house)
    yield f"lines repeated in runs of {RUN}", repeated(house)
    yield "class names defined more than once", len(names)
    yield from ((f"  {name}", int(count)) for name, count in (one.split(" ×") for one in names[:8]))


def main(checkout: Path) -> None:
    """Print the figures of a checkout (this one where none is named), and those of release 2 beside the ones that matter."""
    before = json.loads(Path(__file__).with_name("house.json").read_text(encoding="utf-8"))
    print(f"{'':<46}{'now':>9}{before.pop('release'):>9}")
    for name, figure in figures(checkout / "src"):
        print(f"{name:<46}{figure:>9,}" + (f"{before[name]:>9,}" if name in before else ""))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
