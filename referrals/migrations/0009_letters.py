"""Green shares support services with referrer, young person and family, or says why not with somebody (HO-3)."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("referrals", "0008_reasons_for_not_now")]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="services_not_shared_because",
                field=models.TextField(blank=True, default="", help_text="why not with everybody"),
                preserve_default=False,
            )
            for model in ("outcome", "historicaloutcome")
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=~Q(colour="green") | Q(told_by=None) | ~Q(services=[]) & ~Q(services_shared_with=[]),
                name="outcome_green_shares_services",
            ),
        ),
    ]
