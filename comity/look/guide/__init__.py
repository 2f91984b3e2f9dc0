"""The style guide: made-up content for every part, page kind and face of an answer. Shown only in a demo."""
