from django.urls import path

from meetings.views import complex_abuse, connections

urlpatterns = [
    path("complex/", complex_abuse.complex_meetings, name="complex_meetings"),
    path("complex/convene/", complex_abuse.convene_complex, name="convene_complex"),
    path("complex/convene/<str:ref>/<int:pk>/", complex_abuse.convene_complex_from, name="convene_complex_from"),
    path("complex/<str:ref>/", complex_abuse.complex_meeting, name="complex_meeting"),
    path("complex/<str:ref>/print/", complex_abuse.print_complex, name="print_complex"),
    path("complex/<str:ref>/invite/", complex_abuse.invite_member, name="invite_member"),
    path("complex/<str:ref>/members/<int:pk>/withdraw/", complex_abuse.withdraw_member, name="withdraw_member"),
    path("complex/<str:ref>/say/", complex_abuse.say_at_complex, name="say_at_complex"),
    path("complex/<str:ref>/move/", complex_abuse.move_complex, name="move_complex"),
    path("complex/<str:ref>/cancel/", complex_abuse.cancel_complex, name="cancel_complex"),
    path("complex/<str:ref>/record/", complex_abuse.record_complex, name="record_complex"),
    path("complex/<str:ref>/map/put/", connections.put_on_map, name="put_on_map"),
    path("complex/<str:ref>/map/put-child/", connections.put_child_on_map, name="put_child_on_map"),
    path("complex/<str:ref>/map/link/", connections.link_on_map, name="link_on_map"),
    path("complex/<str:ref>/map/links/<int:pk>/take-off/", connections.take_link, name="take_link"),
    path("complex/<str:ref>/map/<int:pk>/take-off/", connections.take_off_map, name="take_off_map"),
    path("complex/<str:ref>/map/<int:pk>/open/", connections.open_child_to_members, name="open_child_to_members"),
    path("complex/<str:ref>/map/<int:pk>/agree-action/", connections.agree_complex_action, name="agree_complex_action"),
]
