"""What somebody who reads a case's history chooses."""

from mase.web.fields import MomentField
from mase.web.forms import Form


class AsItWas(Form):
    moment = MomentField(label="Day and time", called="the moment", limit="past")
