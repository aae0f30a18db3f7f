"""Since when the child is missing or away, kept with the case so that every page of it can say so."""

from django.db import migrations, models

_KINDS = [
    ("missing", "Missing: nobody knew where the child was"),
    ("away", "Away without agreement: where the child was, was known"),
]
_KIND = {"blank": True, "choices": _KINDS, "max_length": 10, "null": True, "verbose_name": "missing or away"}
_SINCE = {"blank": True, "null": True, "verbose_name": "missing or away since"}


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_closures_of_closed_cases")]

    operations = [
        *(
            migrations.AddField(model_name=model, name=name, field=field)
            for model in ("case", "historicalcase")
            for name, field in (
                ("absent_as", models.CharField(**_KIND)),
                ("absent_since", models.DateTimeField(**_SINCE)),
            )
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("absent_since__isnull", False)), fields=["absent_since"], name="case_absent_now"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("absent_since__isnull", True), ("absent_as__isnull", True)),
                    models.Q(("absent_since__isnull", False), ("absent_as__isnull", False)),
                    _connector="OR",
                ),
                name="case_absent_facts",
            ),
        ),
    ]
