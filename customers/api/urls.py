from __future__ import annotations

from rest_framework.routers import SimpleRouter

from customers.api.customers import CustomerViewSet

router = SimpleRouter()
router.register("customers", CustomerViewSet, basename="api-customer")
urlpatterns = router.urls
