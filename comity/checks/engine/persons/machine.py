"""What the machine can do in one instruction, for the loops; without numba the same in Python, or nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from comity.checks.engine.names.kernel import HAS_NUMBA, njit
from comity.checks.engine.persons.mapped import Words

_F = TypeVar("_F", bound=Callable[..., Any])


def inlined(function: _F) -> _F:
    """As `borrowing`, for a small loop: put where it is called, it is not handed every part of every array."""
    return njit(cache=True, nogil=True, _nrt=False, forceinline=True)(function)


if HAS_NUMBA and not TYPE_CHECKING:
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    @intrinsic
    def ones(_context, _word):
        """How many bits are set: one instruction."""
        return types.int64(types.int64), lambda _context, builder, _signature, given: builder.ctpop(given[0])

    @intrinsic
    def fetch(_context, _words, _at):
        """Asks for the words there to be brought near, so that nobody waits for them later. Changes nothing."""

        def generate(context, builder, signature, given):
            array = context.make_array(signature.args[0])(context, builder, given[0])
            pointer = builder.gep(array.data, [given[1]])
            byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
            function = cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(ir.VoidType(), [byte, number, number, number]), "llvm.prefetch.p0"
            )
            builder.call(function, [builder.bitcast(pointer, byte), number(0), number(3), number(1)])
            return context.get_dummy_value()

        return types.void(_words, types.int64), generate

else:

    def ones(word: int) -> int:
        return int(word).bit_count()

    def fetch(words: Words, at: int) -> None:
        """Nothing."""
