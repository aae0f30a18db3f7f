from django.urls import path

from reporting.views import board, calendar, minutes, timeliness

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/by-rule/", board.board_numbers, {"by": "rule"}, name="board_by_rule"),
    path("board/by-person/", board.board_numbers, {"by": "who"}, name="board_by_who"),
    path("board/by-agency/", board.board_numbers, {"by": "agency"}, name="board_by_agency"),
    path("board/deadlines.csv", board.download_board, name="download_board"),
    path("timeliness/", timeliness.timeliness, name="timeliness"),
    path("timeliness/deadlines/", timeliness.timeliness_list, name="timeliness_list"),
    path("timeliness/numbers.csv", timeliness.download_timeliness, name="download_timeliness"),
    path("calendar/<str:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("meetings/<str:ref>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<str:ref>/minutes.pdf", minutes.download_minutes, name="download_minutes"),
]
