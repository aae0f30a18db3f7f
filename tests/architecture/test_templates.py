"""Every template compiles; pages hold no address of another host, nothing inline and nothing marked safe."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

FOLDER = settings.BASE_DIR / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file())
INLINE = re.compile(r"""<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)
ANOTHER_HOST = re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//""", re.IGNORECASE)


@pytest.mark.parametrize("name", TEMPLATES, ids=str)
def test_a_template_compiles(name: Path) -> None:
    engines["jinja2"].get_template(str(name))


@pytest.mark.parametrize("name", TEMPLATES, ids=str)
def test_a_template_holds_nothing_inline_and_no_other_host(name: Path) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    markup = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    if "documents" not in name.parts:  # printed on paper, not served: its style sheet is part of it
        assert not INLINE.search(markup)
    assert not ANOTHER_HOST.search(markup)
    assert "|safe" not in markup.replace(" ", "")
    assert "Markup(" not in markup


def test_parts_begin_with_an_underscore_and_only_they_are_included() -> None:
    for name in TEMPLATES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        for included in re.findall(r"""\{%-?\s*include\s+["']([^"']+)["']""", text):
            assert Path(included).name.startswith("_"), f"{name} includes {included}"
