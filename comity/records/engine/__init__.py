"""Normal forms of the keys under which records are found: documents, vehicles, firearms, vessels, names, issuers.

Pure and fast, because the check path runs them on every question. Equal normal forms mean a match; equal skeletons
(O read as 0, I read as 1) mean only "did you mean".
"""
