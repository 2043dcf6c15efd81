"""Why a holder stands where it does on a day: the words, weights and steps behind one row of ``postures``."""

from stancepipe.explanation.basis import Basis, basis_of
from stancepipe.explanation.explain import Explanation, explain_posture
from stancepipe.explanation.pulls import Pull, pulls_on
from stancepipe.explanation.telling import explanation_lines

__all__ = ["Basis", "Explanation", "Pull", "basis_of", "explain_posture", "explanation_lines", "pulls_on"]
