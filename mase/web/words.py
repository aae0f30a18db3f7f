"""What a form says when an answer is missing or will not do, in the words of its label."""

from django import forms

MISSING = {
    forms.FileField: "Upload {thing}",
    forms.BooleanField: "Confirm {thing}",
    forms.ChoiceField: "Select {thing}",
    forms.Field: "Enter {thing}",
}
OTHER = {
    "invalid_choice": "Select {thing} from the list",
    "max_length": "{subject} must be %(limit_value)d characters or fewer",
    "min_length": "{subject} must be %(limit_value)d characters or more",
    "max_value": "{subject} must be %(limit_value)s or less",
    "min_value": "{subject} must be %(limit_value)s or more",
}
INVALID = {
    forms.EmailField: "Enter an e-mail address in the right form, like name@example.com",
    forms.IntegerField: "{subject} must be a whole number",
}


def thing(field: forms.Field) -> str:
    """Return what the field asks for, inside a sentence: "the child's family name", "NHS number"."""
    label = getattr(field, "called", "") or str(field.label or "")
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def subject(field: forms.Field) -> str:
    """Return what the field asks for, as a sentence begins."""
    called = thing(field)
    return called[:1].upper() + called[1:]


def speak_plainly(field: forms.Field) -> None:
    """Give the field sentences for its errors, save where it was given its own."""
    for code, sentence in _sentences(field).items():
        if field.error_messages.get(code) == _stock(field).get(code):
            field.error_messages[code] = sentence


def _sentences(field: forms.Field) -> dict[str, str]:
    names = {"thing": thing(field), "subject": subject(field)}
    sentences = {
        "required": _for_kind(MISSING, field).format(**names),
        "invalid": _for_kind(INVALID, field).format(**names),
    }
    if not isinstance(field, forms.FileField):
        # Django fills these in with %, so a % of the label's own is doubled.
        doubled = {key: name.replace("%", "%%") for key, name in names.items()}
        sentences |= {code: pattern.format(**doubled) for code, pattern in OTHER.items()}
    return {code: sentence for code, sentence in sentences.items() if sentence}


def _for_kind(patterns: dict[type[forms.Field], str], field: forms.Field) -> str:
    return next((pattern for kind, pattern in patterns.items() if isinstance(field, kind)), "")


def _stock(field: forms.Field) -> dict[str, str]:
    messages: dict[str, str] = {}
    for kind in reversed(type(field).__mro__):
        messages |= getattr(kind, "default_error_messages", {})
    return messages
