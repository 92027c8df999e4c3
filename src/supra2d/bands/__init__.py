"""Electrons on a lattice: bands with spin-orbit coupling, Fermi surfaces, response, topology."""

from ._alloys import DopingScan, alloy_scan, doping_scan
from ._angular_momentum import SHELLS, angular_momentum, orbital_moments, rotation, spin_rotation
from ._berry import Chern, Valleys, berry_curvature, chern_number, valley_curvature
from ._character import (
    SpinPairs,
    orbital_momentum,
    orbital_weights,
    soc_splitting,
    spin_expectation,
    splitting_map,
    splitting_on_surface,
)
from ._contours import Contour, fermi_contours
from ._crystal import Crystal
from ._files import HAMILTONIAN_SCHEMA, read_hamiltonian, write_hamiltonian
from ._filling import band_edges, band_filling, chemical_potential, density_of_states
from ._gap import DirectGap, direct_gap
from ._hamiltonian import Hamiltonian, Orbital
from ._inversion import Inversion, inversion
from ._kanamori import Kanamori
from ._kp import dirac_valleys, parabolic_band, rashba_gas
from ._mesh import bands_on_mesh, first_zone, zone_mesh
from ._mixing import mixed
from ._parity import Level, Parities, Topology, band_inversion, parities, topology
from ._path import BandPath, band_path
from ._peak import Peak, peak
from ._pockets import special_points
from ._polytypes import (
    IsingSplitting,
    Polytype,
    SpaceGroup,
    ising_splitting,
    polytype_table,
    space_group,
)
from ._rpa import RpaScan, rpa, stoner_factor, stoner_scan
from ._spins import spin_matrices, with_spin
from ._stacking import SlaterKoster, misfit, stacked
from ._structures import STACKINGS, Layer, distorted_monolayer, monolayer, polytype
from ._surface import SurfaceSpectrum, in_lattice, recut, slab, surface_spectrum
from ._susceptibility import (
    SusceptibilityScan,
    susceptibility,
    susceptibility_zone,
    susceptibility_zones,
)
from ._symmetry import Symmetries, Symmetry, symmetries
from ._terms import (
    doped,
    layers,
    with_dresselhaus,
    with_exchange,
    with_layer_potential,
    with_rashba,
    with_spin_orbit,
    with_zeeman,
)
from ._texture import polarisation, pseudospin, spin_texture
from ._three_band import three_band
from ._uniform import (
    UniformSusceptibility,
    density_from_emu,
    emu_per_mol,
    pauli_susceptibility,
    uniform_susceptibility,
)
from ._wannier import read_wannier
from ._wilson import WannierFlow, wannier_centres, wannier_flow
from ._z2 import Z2, PlaneZ2, z2_bulk, z2_layer

__all__ = [
    "HAMILTONIAN_SCHEMA",
    "SHELLS",
    "STACKINGS",
    "Z2",
    "BandPath",
    "Chern",
    "Contour",
    "Crystal",
    "DirectGap",
    "DopingScan",
    "Hamiltonian",
    "Inversion",
    "IsingSplitting",
    "Kanamori",
    "Layer",
    "Level",
    "Orbital",
    "Parities",
    "Peak",
    "PlaneZ2",
    "Polytype",
    "RpaScan",
    "SlaterKoster",
    "SpaceGroup",
    "SpinPairs",
    "SurfaceSpectrum",
    "SusceptibilityScan",
    "Symmetries",
    "Symmetry",
    "Topology",
    "UniformSusceptibility",
    "Valleys",
    "WannierFlow",
    "alloy_scan",
    "angular_momentum",
    "band_edges",
    "band_filling",
    "band_inversion",
    "band_path",
    "bands_on_mesh",
    "berry_curvature",
    "chemical_potential",
    "chern_number",
    "density_from_emu",
    "density_of_states",
    "dirac_valleys",
    "direct_gap",
    "distorted_monolayer",
    "doped",
    "doping_scan",
    "emu_per_mol",
    "fermi_contours",
    "first_zone",
    "in_lattice",
    "inversion",
    "ising_splitting",
    "layers",
    "misfit",
    "mixed",
    "monolayer",
    "orbital_moments",
    "orbital_momentum",
    "orbital_weights",
    "parabolic_band",
    "parities",
    "pauli_susceptibility",
    "peak",
    "polarisation",
    "polytype",
    "polytype_table",
    "pseudospin",
    "rashba_gas",
    "read_hamiltonian",
    "read_wannier",
    "recut",
    "rotation",
    "rpa",
    "slab",
    "soc_splitting",
    "space_group",
    "special_points",
    "spin_expectation",
    "spin_matrices",
    "spin_rotation",
    "spin_texture",
    "splitting_map",
    "splitting_on_surface",
    "stacked",
    "stoner_factor",
    "stoner_scan",
    "surface_spectrum",
    "susceptibility",
    "susceptibility_zone",
    "susceptibility_zones",
    "symmetries",
    "three_band",
    "topology",
    "uniform_susceptibility",
    "valley_curvature",
    "wannier_centres",
    "wannier_flow",
    "with_dresselhaus",
    "with_exchange",
    "with_layer_potential",
    "with_rashba",
    "with_spin",
    "with_spin_orbit",
    "with_zeeman",
    "write_hamiltonian",
    "z2_bulk",
    "z2_layer",
    "zone_mesh",
]
