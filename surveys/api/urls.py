from __future__ import annotations

from rest_framework.routers import SimpleRouter

from surveys.api.followups import FollowUpViewSet

router = SimpleRouter()
router.register("follow-ups", FollowUpViewSet, basename="api-follow-up")
urlpatterns = router.urls
