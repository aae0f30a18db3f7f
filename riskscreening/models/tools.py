"""The screening tools that a borough loads itself, beside those that ship with the product, and those it retired."""

from functools import lru_cache

from django.conf import settings
from django.db import models

from mase.agencies.models import Authority
from riskscreening import tools

_PERSON = settings.AUTH_USER_MODEL


class LoadedTool(models.Model):
    """One version of a tool as it was loaded: checked then, and never changed, for assessments are pinned to it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="loaded_tools")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    source = models.TextField(help_text="the TOML file")
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "code", "version"], name="loaded_tool_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"

    @property
    def tool(self) -> tools.Tool:
        """Return the tool that the file describes."""
        return _read(self.source, f"{self.code} version {self.version}")


@lru_cache(maxsize=100)
def _read(source: str, name: str) -> tools.Tool:
    return tools.read(source.encode(), name=name)


class RetiredTool(models.Model):
    """A version, shipped or loaded, that a borough no longer starts screenings with; those that exist keep it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="retired_tools")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    reason = models.TextField()
    retired_at = models.DateTimeField()
    retired_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "code", "version"], name="retired_tool_once")]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}, retired"
