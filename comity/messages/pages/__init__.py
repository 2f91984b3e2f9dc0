"""The pages of messages: `listing` the folders, `reading` a thread, `writing` a letter and `keeping` its draft,
`picking` who receives it, `searching` one's own, `files` to download, `stream` for what is new.

Content is unsealed here, while one unlocked officer's request is answered, and nowhere else.
"""
