"""The data that members share: who owns it, what it is for, who may see it, how long it lives.

Owns records, their manifests, versions and the sharing rule. Promises that the rule decides before any answer, count
or hint is built. Never lets anyone but the source change a record.
"""
