"""Whether the Open Source Initiative has approved a licence, by its SPDX identifier."""

from __future__ import annotations

import re
from enum import StrEnum


class Openness(StrEnum):
    OPEN = "open"
    RESTRICTED = "restricted"  # known, and not approved
    UNKNOWN = "unknown"  # not in either list below


# Of the SPDX list, those that software and weights are commonly given under.
APPROVED = frozenset(
    """
    0BSD AFL-3.0 AGPL-3.0 Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause
    BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 CAL-1.0 CDDL-1.0
    CECILL-2.1 CERN-OHL-P-2.0 CERN-OHL-S-2.0 CERN-OHL-W-2.0 CPAL-1.0 ECL-2.0 EFL-2.0 EPL-1.0 EPL-2.0
    EUPL-1.1 EUPL-1.2 GPL-2.0 GPL-3.0 ISC LGPL-2.0 LGPL-2.1 LGPL-3.0 LPL-1.02 MIT MIT-0
    MIT-Modern-Variant MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-PL MS-RL MulanPSL-2.0 NCSA
    NPOSL-3.0 OFL-1.1 OSL-3.0 PHP-3.01 PostgreSQL PSF-2.0 Python-2.0 QPL-1.0 Unicode-3.0 Unlicense
    UPL-1.0 W3C Zlib ZPL-2.1
    """.lower().split()
)
RESTRICTED = re.compile(
    r"cc0-1\.0|cc-by(-(nc|sa|nd))*-[\d.]+|busl-1\.1|sspl-1\.0|elastic-2\.0|json|odbl-1\.0"
    r"|(proprietary|non-?commercial|academic)\b.*|polyform-.*"
)


def openness(licence: str) -> Openness:
    """Of an identifier or an expression: the better one of OR, the worse one of AND."""
    plain = licence.replace("(", " ").replace(")", " ").strip()
    offers = [_together(offer) for offer in re.split(r"\s+OR\s+", plain, flags=re.IGNORECASE)]
    return min(offers, key=list(Openness).index)


def _together(offer: str) -> Openness:
    parts = [_of(part) for part in re.split(r"\s+AND\s+", offer, flags=re.IGNORECASE)]
    return max(parts, key=list(Openness).index)


def _of(identifier: str) -> Openness:
    """An exception (WITH) allows more than its licence, never less."""
    plain = re.split(r"\s+WITH\s+", identifier.strip(), flags=re.IGNORECASE)[0].lower()
    if re.sub(r"(-only|-or-later|\+)$", "", plain) in APPROVED:
        return Openness.OPEN
    return Openness.RESTRICTED if RESTRICTED.fullmatch(plain) else Openness.UNKNOWN
