"""The rules of the house: import directions, no I/O where none belongs, documents that stay true."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "migration_stats"
# One way: a module imports only from groups before its own, or from its own.
ORDER = (
    ("__init__", "errors"), ("project", "steps", "language"), ("catalogue",), ("snapshots",), ("reference",), ("publishers",), ("download",),
    ("observations",), ("taking",), ("live",), ("validation",), ("warehouse",), ("cells",), ("comparisons", "housing", "revisions", "sources"), ("claims",), ("refresh",), ("charts",),
    ("packs",), ("commands",), ("cli",),
)  # fmt: skip
RANK = {name: rank for rank, group in enumerate(ORDER) for name in group}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file, ast.parse(file.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(dotted: str) -> str:
    return ([*dotted.split("."), "__init__"])[1] if dotted != "migration_stats" else "__init__"


def test_imports_go_one_way() -> None:
    for file, tree in modules():
        own = RANK[file.relative_to(PACKAGE).parts[0].removesuffix(".py")]
        for name in imports(tree):
            if name.startswith("migration_stats"):
                target = part(name)
                rank = RANK.get(target, RANK["__init__"])
                assert rank <= own, f"{file.name} imports {name}"


def test_the_package_never_imports_prefect() -> None:
    assert [
        file for file, tree in modules() if any(name.split(".")[0] == "prefect" for name in imports(tree))
    ] == []


def test_layouts_open_no_file_and_no_socket() -> None:
    for file in (PACKAGE / "publishers").glob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        roots = {name.split(".")[0] for name in imports(tree) if not name.startswith("urllib.parse.")}
        assert not roots & {"os", "pathlib", "socket", "urllib", "http", "httpx", "requests", "subprocess"}, (
            file
        )
        calls = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "open" not in calls, file


def test_only_download_opens_a_connection() -> None:
    for file, tree in modules():
        if file.name == "download.py":
            continue
        roots = {name.split(".")[0] for name in imports(tree) if not name.startswith("urllib.parse.")}
        assert not roots & {"socket", "urllib", "http", "httpx", "requests", "urllib3"}, file


def test_files_stay_readable() -> None:
    for file in [*PACKAGE.rglob("*.py"), *(ROOT / "flows").glob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        assert len(file.read_text("utf-8").splitlines()) <= 400, file


@pytest.mark.parametrize("arguments", [["--help"], ["pack", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom migration_stats.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'numpy', 'duckdb', 'matplotlib', 'prefect', 'great_expectations', 'jinja2'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("heavy: []\n")
    assert "usage: migration-stats" in done.stdout


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = set(re.findall(r'command\(\s*"(\w+)"', (PACKAGE / "cli.py").read_text("utf-8")))
    assert commands >= {"refresh", "pack", "sources", "compare", "query", "pin"}
    for command in commands:
        assert f"migration-stats {command}" in readme, command
    for shown in re.findall(r"^migration-stats (\w+)", readme, re.MULTILINE):
        assert shown in commands, shown


def test_what_the_readme_points_to_is_there() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8")):
            assert (ROOT / target).exists(), (name, target)


def test_the_readme_names_every_mart_and_macro() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    names = [file.stem for file in (ROOT / "sql" / "marts").glob("*.sql")]
    for name in [*names, "observations_as_of", "figures_as_of", "compare_years"]:
        assert f"`{name}" in readme, name


def test_the_lock_pins_every_package_with_hashes_and_names_no_place() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", "\n" + re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    pinned = {block.split("==")[0].strip() for block in blocks if "==" in block}
    for block in blocks:
        if block.strip():
            assert re.match(r"[a-z0-9._-]+==\S+", block.strip()), block[:60]
            assert "--hash=sha256:" in block, block[:60]
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*declared["project"]["dependencies"], *declared["dependency-groups"]["dev"]]
    assert {re.split(r"[<>=[]", name)[0] for name in wanted} <= pinned


def test_charts_of_the_pack_are_those_declared() -> None:
    declared = tomllib.loads((ROOT / "reports" / "packs" / "yearly.toml").read_text("utf-8"))
    listed = {*declared["charts"], *(table["chart"] for table in declared["series"])}
    assert sorted(listed) == sorted(folder.name for folder in (ROOT / "reports" / "charts").iterdir())
