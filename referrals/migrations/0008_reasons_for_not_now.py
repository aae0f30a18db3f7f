"""What the police considered and put off has its reason; the rest has none (SO-32)."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_planned_move")]

    operations = [
        migrations.AddConstraint(
            model_name="policecategory",
            constraint=models.CheckConstraint(
                condition=Q((what, "not_now"), (f"{what}_because", ""), _connector="XOR"), name=name
            ),
        )
        for what, name in (
            ("interview", "police_category_interview_reason"),
            ("witness_support", "police_category_support_reason"),
        )
    ]
