"""Physical constants: CODATA 2022 (exact where the SI makes them so).

Energies inside supra2d are in meV, everything else in SI units.
"""

from math import exp, pi, sqrt

EULER_GAMMA = 0.5772156649015328606

E_CHARGE = 1.602176634e-19  #: elementary charge, C (exact)
H_PLANCK = 6.62607015e-34  #: Planck constant, J s (exact)
HBAR = H_PLANCK / (2 * pi)  #: reduced Planck constant, J s
K_B_SI = 1.380649e-23  #: Boltzmann constant, J/K (exact)
MU_B_SI = 9.2740100657e-24  #: Bohr magneton, J/T (CODATA 2022)
N_A = 6.02214076e23  #: Avogadro constant, 1/mol (exact)
M_E = 9.1093837139e-31  #: electron mass, kg (CODATA 2022)
MU_0 = 1.25663706127e-6  #: vacuum permeability, T m/A (CODATA 2022)
PHI_0 = H_PLANCK / (2 * E_CHARGE)  #: flux quantum h/2e, Wb

MEV = 1e-3 * E_CHARGE  #: one meV in J
K_B = K_B_SI / MEV  #: Boltzmann constant, meV/K
MU_B = MU_B_SI / MEV  #: Bohr magneton, meV/T

#: BCS gap at zero temperature over kB Tc0: pi / e^gamma = 1.763877.
BCS_GAP = pi / exp(EULER_GAMMA)

#: Pauli limit of a weak-coupling BCS superconductor with g = 2, first order at T = 0:
#: Bp = Delta0 / (sqrt(2) mu_B) = 1.856817 T/K times Tc0.
PAULI_PER_KELVIN = BCS_GAP * K_B / (sqrt(2) * MU_B)
