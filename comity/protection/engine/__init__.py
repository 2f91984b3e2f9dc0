"""Normal forms of persons, cases and facts, from which the keys of the blind registers are made. Pure.

A register cannot be made anew, because nothing readable is kept: what a form is may never drift. Golden tests pin it;
another form is a new version beside the old one, never instead of it.
"""
