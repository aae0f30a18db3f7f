from django.urls import path

from meetings.views import discussing, room, themes

_ENTRY = "cases/<str:ref>/mase/meetings/<int:pk>"
_PANEL = "meetings/<str:ref>"

urlpatterns = [
    path(f"{_ENTRY}/", room.list_entry, name="list_entry"),
    path(f"{_ENTRY}/discuss/", discussing.discuss, name="discuss"),
    path(f"{_ENTRY}/typed/", discussing.typed_discussion, name="typed_discussion"),
    path(f"{_ENTRY}/begin/", discussing.begin_item, name="begin_item"),
    path(f"{_ENTRY}/worker/", discussing.note_worker, name="note_worker"),
    path(f"{_ENTRY}/bring-back/", discussing.bring_back, name="bring_back"),
    path(f"{_PANEL}/attendance/", room.note_attendance, name="note_attendance"),
    path(f"{_PANEL}/attendance/everybody/", room.note_everybody, name="note_everybody"),
    path(f"{_PANEL}/attendance/<int:pk>/leaving/", room.note_leaving, name="note_leaving"),
    path(f"{_PANEL}/list/<int:pk>/declare-interest/", room.declare_interest, name="declare_interest"),
    path(f"{_PANEL}/invite/", room.invite_agency, name="invite_agency"),
    path(f"{_PANEL}/themes/", themes.themes, name="themes"),
    path(f"{_PANEL}/themes/record/", themes.record_theme, name="record_theme"),
    path(f"{_PANEL}/themes/circulate/", themes.circulate_themes, name="circulate_themes"),
    path(f"{_PANEL}/themes/<int:pk>/", themes.discuss_theme, name="discuss_theme"),
    path(f"{_PANEL}/themes/<int:pk>/agree-action/", themes.agree_theme_action, name="agree_theme_action"),
    path(f"{_PANEL}/themes/actions/<int:pk>/", themes.theme_action, name="theme_action"),
    path(f"{_PANEL}/themes/actions/<int:pk>/cancel/", themes.cancel_theme_action, name="cancel_theme_action"),
    path(f"{_PANEL}/last-actions/<int:pk>/check/", themes.check_theme_action, name="check_theme_action"),
]
