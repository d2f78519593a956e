"""All addresses: the doors and the picture, which do not know each other."""

from __future__ import annotations

from darcha.doors import urls as doors
from darcha.picture import page as picture

urlpatterns = [*picture.urlpatterns, *doors.urlpatterns]

handler404 = doors.handler404
handler500 = doors.handler500
