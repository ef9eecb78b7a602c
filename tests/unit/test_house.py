"""What the import contracts of pyproject.toml cannot say: no query in a view, no clock in the domain, one name for one thing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import qiangxian

ROOT = Path(qiangxian.__file__).parent
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}


def sources(*layers: str) -> Iterator[tuple[Path, ast.Module]]:
    for layer in layers:
        for file in sorted((ROOT / layer).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def test_a_view_asks_readers_and_never_a_table() -> None:
    broken = [
        f"{file}:{node.lineno}"
        for file, tree in sources("web")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")
    ]
    assert broken == []


def test_the_domain_asks_no_clock() -> None:
    """Days and instants are handed in; only the web, the command line and scheduled tasks ask what time it is."""
    broken = [
        f"{file}:{node.lineno} {ast.unparse(node)}"
        for file, tree in sources("kernel", "engines", "contexts")
        if file.name != "tasks.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
        if not node.args or node.func.attr == "now"
    ]
    assert broken == []


def test_no_two_things_of_the_kernel_and_the_ground_have_one_name() -> None:
    """A reader who meets `Deadline` must not have to ask which one."""
    ground = (
        "kernel",
        *(f"contexts/{name}" for name in ("lists", "audit", "people", "notices", "documents", "matters")),
    )
    where: dict[str, list[str]] = {}
    for file, tree in sources(*ground):
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, []).append(str(file))
    assert {name: files for name, files in where.items() if len(files) > 1} == {}


def test_the_day_of_an_instant_is_the_countys() -> None:
    """Half past seven in the morning there is the evening before in UTC: `kernel.clocks.county_day` says which day it is."""
    broken = [
        f"{file}:{node.lineno} {ast.unparse(node)}"
        for file, tree in sources("contexts", "web", "cli")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "date" and not node.args and not node.keywords
    ]
    assert broken == []
