"""Told inside the transaction, so that whoever owns rows of a customer moves them with the profile."""

from django.dispatch import Signal

# source, target: Customer
customers_joined = Signal()
