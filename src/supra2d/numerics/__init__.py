"""Numbers without physics: roots, special functions, sums, quadrature, small matrices."""

from ._chebyshev import chebyshev_coefficients, chebyshev_points, chebyshev_sum
from ._compile import compiled, summing, unlocked
from ._digamma import digamma, digamma_array, digamma_rise
from ._eigen import symmetric_eigen
from ._graded import GRADED_ROOM, graded_rule
from ._half_integers import HALF_INTEGER_ROOM, half_integer_rule
from ._hermitian import hermitian_eigen, hermitian_eigenvalues
from ._linear import solve_small
from ._roots import bracketed_root
from ._search import SEARCH_ROOM, log_expm1, searching, start_search
from ._special import digamma_difference
from ._threads import in_threads

__all__ = [
    "GRADED_ROOM",
    "HALF_INTEGER_ROOM",
    "SEARCH_ROOM",
    "bracketed_root",
    "chebyshev_coefficients",
    "chebyshev_points",
    "chebyshev_sum",
    "compiled",
    "digamma",
    "digamma_array",
    "digamma_difference",
    "digamma_rise",
    "graded_rule",
    "half_integer_rule",
    "hermitian_eigen",
    "hermitian_eigenvalues",
    "in_threads",
    "log_expm1",
    "searching",
    "solve_small",
    "start_search",
    "summing",
    "symmetric_eigen",
    "unlocked",
]
