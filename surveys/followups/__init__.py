"""Every unhappy answer is followed to its end: opened with the answer, owned, due, closed with what was done, asked again."""
