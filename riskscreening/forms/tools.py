"""Loading a screening tool from a file or from pasted text, and retiring one."""

from codecs import BOM_UTF8
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase.web.fields import FileField, LongTextField
from mase.web.forms import Form
from riskscreening import tools
from riskscreening.operations.tools import is_there
from riskscreening.stock import Version

_MOST = 200_000  # bytes; the tools that ship have 10,000
_TOO_LARGE = "The tool must be smaller than 200 KB"


class LoadTool(Form):
    """One version of a tool as TOML; whatever is wrong with it is said beside where it came from."""

    file = FileField(
        label="The tool’s file",
        called="the tool’s file",
        required=False,
        max_length=200,
        help_text="TOML in UTF-8, up to 200 KB.",
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )
    text = LongTextField(label="Or its text, pasted here", required=False, strip=False)

    def __init__(self, *args: Any, there: Collection[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        upload, text = cleaned.get("file"), cleaned.get("text", "")
        if bool(upload) == bool(text.strip()):
            raise ValidationError({"file": "Upload a file or paste its text" if not upload else "Use one of the two"})
        name = "file" if upload else "text"
        size = upload.size if upload else len(text.encode())
        if size > _MOST:
            raise ValidationError({name: _TOO_LARGE})
        source = upload.read().removeprefix(BOM_UTF8) if upload else text.encode()
        return cleaned | {"source": self._checked(name, source)}

    def _checked(self, name: str, source: bytes) -> str:
        try:
            tool = tools.read(source, name="the tool")
        except tools.ToolError as fault:
            raise ValidationError({name: [one.in_words for one in fault.every]}) from fault
        if (tool.code, tool.version) in self.there:
            raise ValidationError({name: is_there(tool)})
        return source.decode()


class RetireTool(Form):
    reason = LongTextField(
        label="Why is it retired?",
        called="why it is retired",
        max_length=1000,
        help_text="Whoever looks for it later reads this.",
    )
