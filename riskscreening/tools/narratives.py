"""What a tool asks for in words, beside its answers (BA-4). Pure."""

from typing import NamedTuple

from riskscreening.tools.tool import Kind, Tool


class Narrative(NamedTuple):
    """A text that is asked for; `code` is a section's, or one of the two for the whole."""

    code: str
    label: str
    hint: str


_OF_THE_WHOLE = (
    Narrative("danger", "Danger statement", "What has happened, and what you fear will happen if nothing changes."),
    Narrative("goal", "Safety goal", "What the network around the child must see to be satisfied that they are safe."),
)


def narratives_of(tool: Tool) -> tuple[Narrative, ...]:
    """Return what has to be written: in an assessment on each section and for the whole, in a screening nothing."""
    if tool.kind != Kind.ASSESSMENT:
        return ()
    hint = "What you know of this, how it fits together, and what it means for the child."
    return (*(Narrative(section.code, section.title, hint) for section in tool.sections), *_OF_THE_WHOLE)
