"""Diffusions: what a bureau asks chosen bureaus for, three ways out: direct, screened, held.

Owns diffusions, their deliveries, recalls and acknowledgements. Promises that nothing that seeks arrest or restriction
of movement is delivered before a person released it, and that every recipient of a recalled one is told.
"""
