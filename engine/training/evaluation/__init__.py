"""Evaluation: how good a space of sound is, on music that nobody in it was trained on.

`ranking` measures lists, `steadiness` what a vector must not depend on, `systems` are the ears that
are compared, `protocol` asks all of them the same, `report` writes it down.
"""
