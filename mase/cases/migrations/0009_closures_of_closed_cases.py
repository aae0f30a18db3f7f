"""Cases that were closed before closures were kept get one, from what the case says."""

from django.db import migrations

_OF_CLOSED = """
INSERT INTO cases_closure (case_id, closed_at, closed_by_id, outcome, reason, childs_view, checked, opens_again_when)
SELECT id, closed_at, closed_by_id, closed_as, closed_because, '', '{}', '' FROM cases_case
WHERE closed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_contact_and_mash")]

    operations = [migrations.RunSQL(_OF_CLOSED, migrations.RunSQL.noop)]
