"""Pages of ours where a customer fills in a form, for the channels that take one (form, counter).

They are public and may stand in a frame of the shop's page, where browsers send none of our cookies. So no cookie has
a meaning here: a signed token made with the page (opened.py) takes the place of Django's CSRF cookie. It says which
inbox the page is for, what the page already knew and when it was opened. Who forges a request gains nothing that they
couldn't have by opening the page themselves.
"""
