"""The pages of the diffusions room: `reading` what arrived and what was sent, `writing` one."""
