"""Distillation: a small network learns to hear what published taggers hear.

`material` says which recordings there are, `alteration` makes other recordings out of them,
`labelling` asks the teachers about each and keeps the answers, `fitting` trains the pupil on them.
"""
