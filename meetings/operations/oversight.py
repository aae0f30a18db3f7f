"""The list as a whole, restricted children included: counted, never shown."""

from mase.agencies.models import Authority, User
from mase.cases import access
from mase.web import reader
from meetings.models import CohortEntry


def number_for(person: User, authority: Authority) -> int:
    """Return how many children are on the authority's list for all the person may know.

    They know that there are some whose cases were not opened to them; of a child whom they know they learn nothing.
    """
    current = CohortEntry.objects.current(authority)
    with reader.lifted():
        return current.filter(access.not_kept_from(person, case="case")).count()
