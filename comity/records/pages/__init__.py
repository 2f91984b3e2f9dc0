"""The pages of the records room: lists and one record, forms from the manifest, verbs, a file to import."""
