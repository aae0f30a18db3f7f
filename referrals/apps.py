from django.apps import AppConfig

from mase.agencies.roles import Permission, holding

_READERS = ", ".join(f"'{role}'" for role in sorted(holding(Permission.CASE_INTELLIGENCE)))


class ReferralsConfig(AppConfig):
    name = "referrals"
    label = "referrals"
    verbose_name = "contact and MASH"
    closing_checks = ("referrals.closing.check",)
    not_trailed = {
        "Draft": "written every few seconds and private to its writer; sending it leaves the referral",
        "Consultation": "kept closer than the case it may be linked with; its history holds how it read before",
    }
    # Originator control: the full text is there for the police of the agency that recorded it, until it is withdrawn.
    narrower = {
        # Whoever asked, and whoever is asked; what a school asks its own safeguarding lead stays in the school.
        "referrals_consultation": """{table}.asked_by_id = mase_reader() OR EXISTS (
            SELECT FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
            WHERE m.user_id = mase_reader() AND m.begins_at <= mase_moment()
                AND (m.ends_at IS NULL OR m.ends_at > mase_moment())
                AND CASE {table}.adviser
                    WHEN 'partner_lead' THEN m.role = 'partner_lead' AND m.agency_id = {table}.agency_id
                    ELSE m.role IN ('co_ordinator', {table}.adviser) AND a.authority_id = {table}.authority_id
                END
        )""",
        "referrals_intelligencetext": f"""EXISTS (
            SELECT FROM referrals_intelligence i JOIN agencies_membership m ON m.agency_id = i.agency_id
            WHERE i.id = {{table}}.intelligence_id AND i.withdrawn_at IS NULL
                AND m.user_id = mase_reader() AND m.role IN ({_READERS})
                AND m.begins_at <= mase_moment() AND (m.ends_at IS NULL OR m.ends_at > mase_moment())
        )""",
    }
