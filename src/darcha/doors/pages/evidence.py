"""Evidence: the newest sealed checkpoint, and the proof that one entry stands in the log."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext

from darcha.doors import connection
from darcha.doors.pages.gate import Visit, page
from darcha.doors.present import problem
from darcha.law.errors import DarchaError
from darcha.store.journal import stored
from darcha.store.journal.keys import public_key
from darcha.store.journal.proof import check, prove


@page("evidence.verify")
def evidence(visit: Visit) -> HttpResponse:
    """The last checkpoint, and one entry verified if its identifier is given."""
    asked = visit.request.GET.get("entry", "").strip()
    context: dict[str, object] = {"asked": asked}
    with connection() as c, c.transaction():
        context["checkpoint"] = stored.newest(c)
        if asked:
            try:
                proof = prove(c, UUID(asked))
                context |= {"proof": proof, "holds": check(proof, public_key(settings.DATA))}
                context["body"] = proof.body.decode()
            except ValueError:
                context["wrong"] = gettext("This is not an identifier of an entry.")
            except DarchaError as error:
                context["wrong"] = problem(error).detail
    return visit.show("evidence.html", context)
