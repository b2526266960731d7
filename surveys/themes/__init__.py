"""What customers write about in their comments: themes that are known beforehand, and those found in the comments themselves.

`known.py` is the hand-written lexicon, `reading.py` reads one comment (pure), `finding.py` finds themes that several different
customers share (pure), `keeping.py` keeps the links of answers, `rounds.py` looks for new themes once a night.
"""
