"""
A film whose truth is known
===========================

A declared film is measured by a declared protocol: nine fields along the normal, with noise and
a temperature that scatters about its set point.
"""

import matplotlib.pyplot as plt

from supra2d.simulate import Film, Protocol, Sweep, run, truth

film = Film(Tc=4.2, xi=10e-9, d=8e-9, shape="measured", width_T=0.14, broadening=0.6)
fields = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.1, 1.3)
family = Sweep("R(T)", at=fields, span=(6.0, 1.8), points=141)
log = run(film, Protocol((family,), noise_floor=1.0, temperature_jitter=5e-3), seed=1)

fig, ax = plt.subplots()
colors = plt.get_cmap("cividis")
for i, field in enumerate(fields):
    sweep = log.isel(row=slice(141 * i, 141 * (i + 1)))
    ax.plot(sweep["temperature"], sweep["resistance"], color=colors(i / 9), label=f"{field:g} T")
ax.set(xlabel="$T$ (K)", ylabel="$R$ (ohm)")
ax.legend(ncols=2)

# %%
# What an analysis should find:

known = truth(film, temperatures=[2.0, 3.0])
print(f"Tc = {known['Tc']['50%']:.3f} K, width {known['transition_width']:.3f} K")
for row in known["Bc2"]:
    if row["criterion"] == "50%":
        print(f"{row['direction']:>14} {row['temperature']:.1f} K  {row['field']:.4f} T")
