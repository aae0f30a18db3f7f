"""A return interview is declined only after it was offered; cases say which child is missing now.

What was declined before offers were written down counts as offered at that moment.
"""

from django.db import migrations, models
from django.db.models import F, Q

_WAS_OFFERED = """
UPDATE riskscreening_missingepisode SET offered_at = interview_at, offered_by = 'Not recorded'
WHERE interview = 'declined' AND offered_at IS NULL
"""
_MISSING_NOW = """
UPDATE cases_case c SET absent_since = e.missing_since, absent_as = e.kind
FROM riskscreening_missingepisode e WHERE e.case_id = c.id AND e.returned_at IS NULL
"""
_CONSTRAINTS = (
    (
        "missing_offered_after_return",
        Q(
            ("offered_at", None),
            Q(("offered_at__gte", F("returned_at")), ("returned_at__isnull", False)),
            _connector="OR",
        ),
    ),
    (
        "missing_declined_was_offered",
        Q(
            ("interview", None),
            Q(("interview", "declined"), _negated=True),
            ("offered_at__isnull", False),
            _connector="OR",
        ),
    ),
    (
        "missing_passed_on_in_words",
        Q(
            ("passed_on", ""),
            Q(("passed_to_police", True), ("passed_to_police__isnull", False)),
            _connector="OR",
        ),
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_missing_or_away"),
        ("riskscreening", "0003_absence_and_offer"),
    ]

    operations = [
        migrations.RunSQL(_WAS_OFFERED, migrations.RunSQL.noop),
        migrations.RunSQL(_MISSING_NOW, migrations.RunSQL.noop),
        *(
            migrations.AddConstraint(
                model_name="missingepisode", constraint=models.CheckConstraint(condition=condition, name=name)
            )
            for name, condition in _CONSTRAINTS
        ),
    ]
