"""`comity demo`: fills an empty installation with a made-up network."""

import click

from comity.core import clock


@click.command(epilog="Example: comity demo --if-empty")
@click.option("--if-empty", is_flag=True, help="Do nothing where the demo has been built already.")
@click.option("--scale", type=click.FloatRange(0.001, 10), default=1.0, help="Size of the world; 1 is 50,000 records.")
def demo(if_empty: bool, scale: float) -> None:
    """Fill an installation with a made-up network: a cast in five bureaus, 50,000 records, some hits.

    Safe to repeat: what is there stays, and lost tokens are issued anew. Writes sign-ins, tokens and things to try to
    var/demo.json. Exit code 0.
    """
    from django.conf import settings

    from comity.testing import demo as made_up
    from comity.wiring import greeting

    # This command is what makes an installation a demo, whatever the environment says.
    settings.DEMO = True
    settings.PASSPHRASE_COST = settings.DEMO_PASSPHRASE_COST
    if if_empty and made_up.is_built() and greeting.read_demo():
        return
    greeting.write_demo(made_up.build(clock.now(), click.echo, scale))
