from customers.models.consent import Consent
from customers.models.customer import Customer, CustomerNote
from customers.models.identity import Identity, IdentityKind, JoinSuggestion

__all__ = ["Consent", "Customer", "CustomerNote", "Identity", "IdentityKind", "JoinSuggestion"]
