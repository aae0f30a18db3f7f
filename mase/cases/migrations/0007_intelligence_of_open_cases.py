"""Open the new part of the file to the social care that holds each case, as opening a case does now."""

from django.db import migrations

FORWARD = """
INSERT INTO auth_permission (codename, name, content_type_id)
SELECT 'see_intelligence', 'what police intelligence says, in the line meant for others', id
FROM django_content_type WHERE app_label = 'cases' AND model = 'case'
ON CONFLICT DO NOTHING;

INSERT INTO cases_agencygrant (group_id, permission_id, content_object_id, opened_at, stage, granted_at, granted_by_id,
    reason, basis, ends_at, review_at)
SELECT g.group_id, intelligence.id, g.content_object_id, g.opened_at, g.stage, g.granted_at, g.granted_by_id,
    g.reason, g.basis, g.ends_at, g.review_at
FROM cases_agencygrant g
JOIN auth_permission history ON history.id = g.permission_id AND history.codename = 'see_history'
JOIN agencies_agency a ON a.group_id = g.group_id AND a.kind = 'social_care'
JOIN auth_permission intelligence ON intelligence.codename = 'see_intelligence'
    AND intelligence.content_type_id = history.content_type_id
ON CONFLICT DO NOTHING;

INSERT INTO cases_persongrant (user_id, permission_id, content_object_id, opened_at, stage, granted_at, granted_by_id,
    reason, basis, ends_at, review_at)
SELECT g.user_id, intelligence.id, g.content_object_id, g.opened_at, g.stage, g.granted_at, g.granted_by_id,
    g.reason, g.basis, g.ends_at, g.review_at
FROM cases_persongrant g
JOIN auth_permission history ON history.id = g.permission_id AND history.codename = 'see_history'
JOIN auth_permission intelligence ON intelligence.codename = 'see_intelligence'
    AND intelligence.content_type_id = history.content_type_id
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_trail"),
        ("agencies", "0004_privacy_officer"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
