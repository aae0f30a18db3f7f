"""What two people type into one section of a screening is kept beside each other."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("riskscreening", "0005_screening_plans_contexts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("typedsection", "typed_section_once"),
        migrations.AddConstraint(
            "typedsection",
            models.UniqueConstraint(fields=["assessment", "section", "typed_by"], name="typed_section_once"),
        ),
    ]
