"""The checks of the code as tests, so that one command does everything."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
OWN_TREES: tuple[str, ...] = (
    *("core", "accounts", "customers", "tickets", "channels_inbox", "automation", "surveys", "knowledge", "reports"),
    *("helpdesk", "bin", "tests", "templates", "static", "docs", "bench"),
)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".svg"})


def own_files(*suffixes: str) -> Iterator[Path]:
    for tree in OWN_TREES:
        for path in sorted((ROOT / tree).rglob("*")):
            if path.suffix in suffixes and path.is_file() and "__pycache__" not in path.parts:
                yield path


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def assert_clean(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"[-6000:]


def test_lint() -> None:
    assert_clean(run("ruff", "check", "."))


def test_format() -> None:
    assert_clean(run("ruff", "format", "--check", "."))


def test_types() -> None:
    assert_clean(run("mypy", *[tree for tree in OWN_TREES if any((ROOT / tree).glob("**/*.py"))]))


def test_import_directions() -> None:
    assert_clean(
        subprocess.run(
            [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    )


def test_every_app_and_channel_stands_in_a_contract() -> None:
    """A folder that nobody wrote into pyproject.toml would escape the directions."""
    import tomllib

    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert apps == set(linter["root_packages"])
    channels = {
        f"channels_inbox.adapters.{path.parent.name}"
        for path in (ROOT / "channels_inbox/adapters").glob("*/__init__.py")
    }
    contract = next(contract for contract in linter["contracts"] if contract["id"] == "channels")
    assert channels == set(contract["modules"])


def test_template_format() -> None:
    folders = [str(path) for path in (ROOT / "templates",) if path.exists()]
    assert_clean(run("djlint", *folders, "--check", "--quiet"))


def test_template_lint() -> None:
    assert_clean(run("djlint", str(ROOT / "templates"), "--lint", "--quiet"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_suit_the_content_security_policy(path: Path) -> None:
    """No style attribute, no handler in an attribute, no script or style element without a nonce. Mails need inline styles."""
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.DOTALL)
    tags = re.findall(r"<[a-zA-Z][^<>]*>", re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL))
    is_mail = "mail" in path.parts or path.stem.endswith("_mail") or "emails" in path.parts or "email" in path.parts
    for tag in tags:
        assert not re.search(r"\son[a-z]+\s*=", tag), f"a handler in an attribute: {tag}"
        assert not re.search(r"=\s*[\"']?\s*javascript:", tag), f"a javascript: link: {tag}"
        assert is_mail or not re.search(r"\sstyle\s*=", tag), f"a style attribute: {tag}"
    for element, attributes in re.findall(r"<(script|style)\b((?:{{.*?}}|{%.*?%}|[^>])*)>", text):
        data = re.search(r"type=[\"']application/json", attributes)
        assert is_mail or data or "nonce" in attributes or "src=" in attributes, f"<{element}> without a nonce"


def test_no_missing_migration() -> None:
    assert_clean(
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "makemigrations", "--check", "--dry-run"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    )


def test_files_hold_one_concept() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in own_files(".py", ".js", ".css", ".html")
        if (count := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long, f"longer than {LONGEST_FILE} lines: {long}"


def test_nothing_names_this_machine() -> None:
    """Paths of the checkout and its user's home have no place in what is committed."""
    places = [str(ROOT) + "/", str(Path.home()) + "/"]
    found = [
        f"{path.relative_to(ROOT)}: {place}"
        for path in own_files(".py", ".js", ".css", ".html", ".md", ".sh", ".txt", ".json")
        for place in places
        if place in path.read_text("utf-8", errors="replace")
    ]
    assert not found


def test_no_merge_was_left_half_done() -> None:
    marks = re.compile(r"^(<{7,8}|>{7,8}) \S", re.M)
    files = [
        *own_files(".py", ".js", ".css", ".html", ".md", ".svg", ".txt"),
        *(ROOT / "locale").rglob("*.po"),
        *ROOT.glob("*.md"),
    ]
    assert not [path.name for path in files if marks.search(path.read_text("utf-8", errors="replace"))]


def test_tests_never_skip() -> None:
    marks = {"skip", "skipif", "importorskip", "xfail"}
    found = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in marks and "pytest" in ast.unparse(node):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found
