from django.urls import path

from mase.agencies.views import contacts, office, rights

urlpatterns = [
    path("help/", office.show_help, name="help"),
    path("procedures/", office.show_procedures, name="procedures"),
    path("calendar/", office.show_calendar, name="calendar"),
    path("calendar/new/", office.give_calendar_address, name="give_calendar_address"),
    path("calendar/withdraw/", office.withdraw_calendar_address, name="withdraw_calendar_address"),
    path("contacts/", contacts.show_contacts, name="contacts"),
    path("contacts/<slug:agency>/name/", contacts.name_contact, name="name_contact"),
    path("people/", office.people, name="people"),
    path("people/new-agency/", office.open_agency, name="open_agency"),
    path("people/new/", office.begin_membership, name="begin_membership"),
    path("rights/", rights.show_rights, name="rights"),
]
