from django.urls import path

from reporting.views import board, calendar, chronology, minutes, referral, timeliness, trail, unusual

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/by-rule/", board.board_numbers, {"by": "rule"}, name="board_by_rule"),
    path("board/by-person/", board.board_numbers, {"by": "who"}, name="board_by_who"),
    path("board/by-agency/", board.board_numbers, {"by": "agency"}, name="board_by_agency"),
    path("board/deadlines.csv", board.download_board, name="download_board"),
    path("timeliness/", timeliness.timeliness, name="timeliness"),
    path("timeliness/deadlines/", timeliness.timeliness_list, name="timeliness_list"),
    path("timeliness/numbers.csv", timeliness.download_timeliness, name="download_timeliness"),
    path("trail/", trail.trail_shown, {"by": "case"}, name="trail_by_case"),
    path("trail/person/", trail.trail_shown, {"by": "person"}, name="trail_by_person"),
    path("trail/agency/", trail.trail_shown, {"by": "agency"}, name="trail_by_agency"),
    path("trail/case.csv", trail.download_trail, {"by": "case"}, name="download_trail_by_case"),
    path("trail/person.csv", trail.download_trail, {"by": "person"}, name="download_trail_by_person"),
    path("trail/agency.csv", trail.download_trail, {"by": "agency"}, name="download_trail_by_agency"),
    path("trail/unusual/", unusual.unusual, name="unusual"),
    path("trail/unusual/review/", unusual.review_signal, name="review_signal"),
    path("trail/export/", unusual.export_trail, name="export_trail"),
    path("calendar/<str:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("meetings/<str:ref>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<str:ref>/minutes.pdf", minutes.download_minutes, name="download_minutes"),
    path("cases/<str:ref>/chronology/", chronology.chronology, name="chronology"),
    path("cases/<str:ref>/chronology/print/", chronology.print_chronology, name="print_chronology"),
    path("cases/<str:ref>/referrals/<int:pk>/sent.pdf", referral.download_referral, name="download_referral"),
    path("cases/<str:ref>/outcomes/<int:pk>/letter.pdf", referral.download_letter, name="download_letter"),
]
