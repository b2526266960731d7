"""What others must know about people, without accounts importing them."""

from django.dispatch import Signal

# user_id: int. Teams, role or activity changed; sent after commit: sockets must check access again.
access_changed = Signal()
# user: User, by: User | None. Sent inside the transaction that deactivates: whoever gave them work takes it back.
agent_left = Signal()
# user_id: int. Somebody came, or switched between online and away; sent after commit.
availability_changed = Signal()
