from django.apps import AppConfig

from mase.agencies.roles import Permission, holding

_ADVISERS = ", ".join(f"'{role}'" for role in sorted(holding(Permission.DESK_SURGERY)))
_OF_ITS_MEMBERS = """EXISTS (
    SELECT FROM meetings_complexmember m
    WHERE m.meeting_id = {table}.meeting_id AND m.user_id = mase_reader() AND m.withdrawn_at IS NULL
)"""
_CLOSER = "kept closer than a case; its history holds how it read before"


class MeetingsConfig(AppConfig):
    name = "meetings"
    label = "meetings"
    verbose_name = "strategy, MAP, pre-MASE and MASE"
    closing_checks = ("meetings.leaving.check",)
    closing_acts = ("meetings.operations.removal.leave_with_case",)
    places_opened = ("meetings.places.opened",)
    not_trailed = {
        "AgendaPack": "holds sealed pages; its moments are columns of the row",
        "PackPart": "sealed pages, written once",
        **dict.fromkeys(("SurgeryBooking", "ComplexStatement", "ComplexNode", "ComplexLink"), _CLOSER),
    }
    narrower = {
        # Whoever booked the slot and whoever gives advice there; where it is about a case, if that is open to them. The
        # advice on a case stands in its file (reporting/happenings.py). What ends with a slot ends for every child's
        # booking, so acts reach those; nothing but these people's pages reaches a worry that names no child.
        "meetings_surgerybooking": f"""{{table}}.case_id IS NOT NULL AND mase_lifted() OR ({{table}}.case_id IS NULL
            OR cases_open({{table}}.case_id) AND {{table}}.case_id <> ALL (ARRAY(SELECT cases_kept_from(mase_reader())))
        ) AND ({{table}}.booked_by_id = mase_reader()
            OR {{table}}.case_id IS NOT NULL AND {{table}}.advised_at IS NOT NULL OR EXISTS (
            SELECT FROM meetings_surgeryslot l JOIN meetings_surgerysession s ON s.id = l.session_id
            JOIN agencies_agency a ON a.authority_id = s.authority_id JOIN agencies_membership m ON m.agency_id = a.id
            WHERE l.id = {{table}}.slot_id AND m.user_id = mase_reader() AND m.role IN ({_ADVISERS})
                AND m.begins_at <= mase_moment() AND (m.ends_at IS NULL OR m.ends_at > mase_moment())
        ))""",  # noqa: S608 our own roles
        # What a meeting about complex abuse says is for its members alone.
        **dict.fromkeys(("meetings_complexstatement", "meetings_complexnode", "meetings_complexlink"), _OF_ITS_MEMBERS),
    }
