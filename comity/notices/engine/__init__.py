"""Pure computation of the notices room: families of offences, and what an image or a scan is."""
