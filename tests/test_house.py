"""What is declared once has to be complete everywhere else."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

import gen_docs
import generated
import pytest
from rows import each_row
from support import ROOT, check_source, is_in_share

from flake8_safe_imports import codes
from flake8_safe_imports.check.documents import PREFIX
from flake8_safe_imports.config import options
from flake8_safe_imports.explain.page import HEADINGS, read_page
from flake8_safe_imports.formats import registry
from flake8_safe_imports.rules import declare
from flake8_safe_imports.rules.registry import BY_CODE, RULES

if TYPE_CHECKING:
    from pathlib import Path

    from flake8_safe_imports.explain.page import PageSection
    from flake8_safe_imports.rules.declare import Rule

CODES = ROOT / "tests" / "codes"
PROSE = [ROOT / "README.rst", *sorted((ROOT / "docs").rglob("*.rst"))]
MARK = re.compile(r"#> \d+ (VET\d+) (.*?)(?=\s+#> |$)", re.M)
TWO_SPACES = re.compile(r"\w[.?!:]  +[A-Z`*]")
LONGEST = 100
"""How long a message may be, not counting the names in it."""
WITHOUT_FIXTURE = {
    row.code
    for row in codes.TABLE
    if row.candidates == codes.FILE_NAMES or row.switch == codes.CHECK_ENVIRONMENT
}
"""Codes about where a file lies or what is installed: see ``test_checker``."""
NO_GOOD_NAMES = ("use-*", "prefer-*", "avoid-*", "no-*")
"""A rule is named for what it finds, so that "allow banned-import" reads well."""


def by_code(rule: Rule) -> str:
    return rule.code


def messages() -> list[tuple[str, str]]:
    """Return the code and text of every mark in the fixtures."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(CODES.rglob("*.py")))
    return [(match[1], match[2]) for text in texts for match in MARK.finditer(text)]


def test_codes_and_their_names_are_unique_and_codes_sorted() -> None:
    assert list(codes.CODES) == sorted(row.code for row in codes.TABLE)
    assert len({row.name for row in codes.TABLE}) == len(codes.TABLE)


@each_row("rule", RULES, ids=by_code)
def test_code_is_in_a_family(rule: Rule) -> None:
    assert re.fullmatch(r"VET[1-4]\d\d", rule.code)
    assert rule.code[:4] in gen_docs.FAMILIES


@each_row("rule", RULES, ids=by_code)
def test_name_says_what_is_found(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    assert not any(fnmatch.fnmatch(rule.name, name) for name in NO_GOOD_NAMES)


@each_row("rule", RULES, ids=by_code)
def test_page_has_its_headings(rule: Rule) -> None:
    page = read_page(rule)

    assert tuple(section.heading for section in page.sections) == HEADINGS
    assert all(section.blocks for section in page.sections)
    assert page.summary.endswith(".")


@each_row("rule", RULES, ids=by_code)
def test_summary_is_short_and_has_no_final_stop(rule: Rule) -> None:
    assert rule.summary
    assert len(rule.summary) <= 80
    assert not rule.summary.endswith(".")


@each_row("rule", RULES, ids=by_code)
def test_options_on_the_page_exist(rule: Rule) -> None:
    known = {option.name for option in options.OPTIONS}
    named = set(re.findall(r"vet-[\w-]+", rule.page))

    assert named <= known


def test_fixtures_are_of_known_codes_and_every_code_has_one() -> None:
    marked = {code for code, _ in messages()}

    for code in set(BY_CODE) - WITHOUT_FIXTURE:
        assert code in marked, f"nothing is marked with it: write tests/codes/{code}.py"
    assert marked <= set(BY_CODE)
    for path in CODES.rglob("*.py"):
        assert path.name[:6] in BY_CODE


@each_row("code", sorted(set(BY_CODE) - WITHOUT_FIXTURE))
def test_fixtures_have_imports_that_stay_silent(code: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in CODES.glob(f"{code}*.py")]
    lines = [line for text in texts for line in text.splitlines()]

    assert any("import" in line and "#" not in line for line in lines)


def test_messages_are_short_and_have_no_final_stop() -> None:
    seen = messages()

    assert seen
    for code, text in seen:
        shape = re.sub(r"`[^`]*`", "``", text)
        assert len(shape) <= LONGEST, f"{code} {text}"
        assert not text.endswith("."), f"{code} {text}"


@each_row("code", codes.CODES)
def test_code_has_a_rule(code: str) -> None:
    found = [rule for rule in RULES if rule.code == code]

    assert len(found) == 1, f"{code} is in codes.py: declare one rule in rules/*.py"


def test_rule_without_a_row_is_refused() -> None:
    with pytest.raises(LookupError, match="VET999 has a rule, but no row"):
        declare.rule("VET999")(lambda target, file: iter(()))


@each_row("rule", RULES, ids=by_code)
def test_glance_can_keep_what_the_code_says_about_its_files(rule: Rule) -> None:
    if rule.of_target is not None:
        possible = {
            codes.ALL_FILES,
            codes.NAMES,
            codes.EXPIRING_NAMES,
            codes.UNKNOWN_NAMES,
        }
    elif rule.of_statement is not None:
        possible = {codes.ALL_FILES, codes.IMPORTS, codes.RELATIVE_IMPORTS}
    else:
        possible = {codes.ALL_FILES, codes.FILE_NAMES}

    assert rule.row.candidates in possible, "see `candidates` in codes.py"


@each_row("path", PROSE, ids=lambda path: path.name)
def test_prose_names_only_what_there_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = {option.name for option in options.OPTIONS}
    known.update(f"{PREFIX}{name}" for name in registry.FORMATS)

    assert set(re.findall(r"vet-[\w-]*\w", text)) <= known
    assert set(re.findall(r"VET\d{3}", text)) <= set(BY_CODE)


@pytest.mark.generators
def test_generated_documentation_is_current() -> None:
    assert not generated.find_outdated(gen_docs.make_files())


def test_a_stale_page_is_noticed(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "codes").mkdir(parents=True)
    (tmp_path / "README.rst").write_text(
        ".. BEGIN codes\n\nold\n\n.. END codes\n", encoding="utf-8"
    )
    (tmp_path / "CONTRIBUTING.rst").write_text("nothing generated\n", encoding="utf-8")
    (docs / "configuration.rst").write_text("nothing generated\n", encoding="utf-8")
    for path, text in gen_docs.make_files(tmp_path).items():
        if text is not None and path.name not in {"README.rst", "VET101.rst"}:
            path.write_text(text, encoding="utf-8")
    (docs / "codes" / "VET999.rst").write_text("of no code\n", encoding="utf-8")

    outdated = generated.find_outdated(gen_docs.make_files(tmp_path))
    generated.write_all(outdated)

    assert {path.name for path in outdated} == {
        "README.rst",
        "VET101.rst",
        "VET999.rst",
    }
    assert not generated.find_outdated(gen_docs.make_files(tmp_path))


def literal(section: PageSection) -> str:
    """Return the code in a section of a page."""
    return "\n".join(block.text for block in section.blocks if block.is_literal)


def settings_of(section: PageSection) -> dict[str, object]:
    """Return the options that the text of an example names, or implies."""
    text = " ".join(block.text for block in section.blocks if not block.is_literal)
    raw: dict[str, object] = {
        "vet_supported_python": ">=3.9",
        "vet_enable": ",".join(codes.OFF),
        "vet_banned_relative_imports": "parents",
    }
    for name, value in re.findall(r"``(vet-[\w-]+) = (.+?)``", text):
        raw[name.replace("-", "_")] = value
    for version in re.findall(r"With Python (\S+) and later", text):
        raw["vet_supported_python"] = f">={version}"
    return raw


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.code not in WITHOUT_FIXTURE], ids=by_code
)
def test_example_is_reported_and_what_to_write_instead_is_not(
    rule: Rule, tmp_path: Path
) -> None:
    sections = {section.heading: section for section in read_page(rule).sections}
    config = options.parse(settings_of(sections["Example"]))
    folder = tmp_path / "app" / "web"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    (folder.parent / "core.py").touch()
    (tmp_path / "requirements.txt").write_text("requests\n")

    def codes_in(source: str) -> set[str]:
        path = str(folder / "views.py")
        return {finding.code for finding in check_source(source, config, path)}

    assert codes_in(literal(sections["Example"])) == {rule.code}
    assert codes_in("import sys\n" + literal(sections["Instead"])) == set()


@pytest.mark.parametrize("folder", ["flake8_safe_imports", "tests", "tools"])
def test_sentences_are_one_space_apart(folder: str) -> None:
    for path in ROOT.joinpath(folder).rglob("*.py"):
        assert not TWO_SPACES.search(path.read_text(encoding="utf-8")), path


def test_parts_of_the_tests_take_turns() -> None:
    names = {f"test_{number}" for number in range(1000)}
    parts = [
        {name for name in names if is_in_share(name, 6, turn)} for turn in range(7)
    ]

    assert sum(map(len, parts[:6])) == len(names)
    assert set.union(*parts[:6]) == names
    assert all(len(part) > 100 for part in parts)
    assert parts[6] == parts[0]
