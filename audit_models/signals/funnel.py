"""Funnel limits: how far units of different size lie apart by chance alone.

Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24
(2005), and Handling over-dispersion of performance indicators, Quality and Safety in Health Care
14 (2005).
"""

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

Kind = Literal["share", "mean", "per_customer"]

WINSORISED = 0.10
"""Part of the z on each side that is pulled in to the quantile before the spread is estimated."""

WIDTHS = {"95": 1.959964, "998": 3.090232}
"""Standard normal quantiles of limits that leave out 5 % and 0.2 % in all."""


class Funnel(NamedTuple):
    """What the limits of any size follow from."""

    kind: Kind
    centre: float
    """The value of all units together: a share in percent, else in the unit of the values."""
    phi: float
    """Mean square of the winsorised z before over-dispersion is allowed for; 1 where chance alone acts."""
    tau2: float
    """Variance between units on the arcsine scale; 0 for another kind."""


def funnel(units: pd.DataFrame, *, kind: Kind) -> pd.DataFrame:
    """The units with centre, low95, high95, low998, high998, z, phi and tau2; NaN without cases.

    `units`: value, numerator, denominator, n. A share is numerator ÷ denominator, and its limits
    are in percent; another kind keeps the unit of `value`. Limits and z allow for over-dispersion.
    """
    size, fitted = size_of(units, kind=kind), fit(units, kind=kind)
    if fitted is None:
        fitted = Funnel(kind, np.nan, np.nan, np.nan)
    known = _known(units, size)
    found = limits(fitted, size.where(known).to_numpy(float)).set_index(units.index)
    values = _scaled(units, kind).where(known)
    spread = _sigma(fitted, size.where(known).to_numpy(float))
    gap = (values - _centre(fitted)).to_numpy(float)
    # All units alike have no spread, and none of them stands out.
    z = np.divide(gap, spread, out=np.where(known, 0.0, np.nan), where=spread > 0)
    told = {name: np.where(known, getattr(fitted, name), np.nan) for name in ("phi", "tau2")}
    return units.assign(**{str(name): found[name] for name in found}, z=z, **told)


def fit(units: pd.DataFrame, *, kind: Kind) -> Funnel | None:
    """Centre and over-dispersion of these units; None where none of them has cases."""
    size = size_of(units, kind=kind)
    known = _known(units, size)
    if not known.any():
        return None
    values, sizes = _scaled(units, kind)[known].to_numpy(float), size[known].to_numpy(float)
    if kind == "share":
        centre = np.arcsin(np.sqrt(units.loc[known, "numerator"].sum() / sizes.sum()))
        variance = 1 / (4 * sizes)
        phi = float((winsorised((values - centre) / np.sqrt(variance)) ** 2).mean())
        return Funnel(kind, 100 * float(np.sin(centre)) ** 2, phi, tau_squared(phi, variance))
    centre = float((values * sizes).sum() / sizes.sum())
    phi = float((winsorised((values - centre) * np.sqrt(sizes)) ** 2).mean())
    return Funnel(kind, centre, phi, 0.0)


def limits(fitted: Funnel, size: np.ndarray) -> pd.DataFrame:
    """Centre and limits of units of these sizes: centre, low95, high95, low998, high998."""
    centre, sigma = _centre(fitted), _sigma(fitted, size)
    found = {"centre": np.where(np.isnan(sigma), np.nan, fitted.centre)}
    for name, width in WIDTHS.items():
        for side, sign in (("low", -1), ("high", 1)):
            limit = centre + sign * width * sigma
            if fitted.kind == "share":
                limit = 100 * np.sin(np.clip(limit, 0, np.pi / 2)) ** 2
            found[f"{side}{name}"] = limit
    return pd.DataFrame(found)


def size_of(units: pd.DataFrame, *, kind: Kind) -> pd.Series:
    """What makes a unit large: the cases of a mean, else the denominator."""
    return units["n" if kind == "mean" else "denominator"].astype(float)


def winsorised(z: np.ndarray) -> np.ndarray:
    """The lowest and the highest tenth pulled in to the 10 % and 90 % quantiles (2005)."""
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return np.asarray(np.clip(z, low, high))


def tau_squared(phi: float, variance: np.ndarray) -> float:
    """Variance between units by the method of moments, (I φ − (I − 1)) ÷ (Σw − Σw² ÷ Σw), w = 1 ÷ s².

    DerSimonian and Laird (1986) as in Spiegelhalter (2005); 0 where chance explains the spread.
    """
    count, weight = len(variance), 1 / variance
    if count < 2:
        return 0.0
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    return float(max(0.0, (count * phi - (count - 1)) / spare))


def _known(units: pd.DataFrame, size: pd.Series) -> pd.Series:
    return (size > 0) & units["value"].notna()


def _scaled(units: pd.DataFrame, kind: Kind) -> pd.Series:
    """arcsin √p has the variance 1 ÷ 4n whatever p is."""
    if kind != "share":
        return units["value"].astype(float)
    share = units["numerator"].astype(float) / units["denominator"].astype(float)
    return share.pow(0.5).map(np.arcsin)


def _centre(fitted: Funnel) -> float:
    if fitted.kind != "share":
        return fitted.centre
    return float(np.arcsin(np.sqrt(fitted.centre / 100)))


def _sigma(fitted: Funnel, size: np.ndarray) -> np.ndarray:
    """Of shares 1 ÷ 4n, to which τ² adds. Of amounts φ ÷ n: the spread of single amounts is not known,
    so φ stands for it and for what units differ by."""
    size = np.where(size > 0, size, np.nan)
    if fitted.kind == "share":
        return np.asarray(np.sqrt(1 / (4 * size) + fitted.tau2))
    return np.asarray(np.sqrt(fitted.phi / size))
