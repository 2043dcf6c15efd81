"""The colours: text can be read in both modes (WCAG 2.2 AA), and the classes of the scale can be told apart."""

import re

import pytest

from stancepipe.report.rendering import Imprint, Renderer

TEXT = 4.5
DRAWING = 3.0
"""Contrast that WCAG 2.2 asks for, 1.4.3 and 1.4.11."""


@pytest.fixture(scope="module", params=["light", "dark"])
def colours(request, rows):
    imprint = Imprint(target="Israel", generated_on=rows.day, latest_day=None, last_run=None)
    light, dark = re.findall(
        r":root \{\s*color-scheme: light dark;(.*?)\}.*?:root \{(.*?)\}", Renderer({}, imprint).style(), re.S
    )[0]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", light))
    if request.param == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", dark))
    return {name: tuple(int(value[n : n + 2], 16) / 255 for n in (1, 3, 5)) for name, value in found.items()}


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("text", ["ink", "soft", "link", "colder", "warmer"])
@pytest.mark.parametrize("ground", ["page", "raised"])
def test_text_can_be_read(colours, text, ground):
    assert contrast(colours[text], colours[ground]) >= TEXT


def test_quoted_words_can_be_read(colours):
    assert contrast(colours["mark-ink"], colours["mark"]) >= TEXT


@pytest.mark.parametrize("line", ["stroke", "focus", "edge", "c0", "c6", "target"])
def test_lines_and_controls_can_be_seen(colours, line):
    assert contrast(colours[line], colours["page"]) >= DRAWING


def test_the_scale_runs_evenly_to_both_sides(colours):
    """Contrast with the page grows, or falls, with distance from zero, alike on both sides."""
    scale = [contrast(colours[f"c{n}"], colours["page"]) for n in range(7)]
    assert scale[0] > scale[1] > scale[2]
    assert scale[6] > scale[5] > scale[4]
    for n in range(3):
        assert max(scale[n], scale[6 - n]) / min(scale[n], scale[6 - n]) < 1.8, n


SIGHT = {
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Machado, Oliveira, Fernandes 2009, severity 1."""


@pytest.mark.parametrize("kind", SIGHT)
def test_the_two_sides_can_be_told_apart_with_colour_blindness(colours, kind):
    def seen(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        mixed = [min(max(sum(m * c for m, c in zip(row, linear, strict=True)), 0), 1) for row in SIGHT[kind]]
        return oklab(mixed)

    for n in range(3):
        a, b = seen(colours[f"c{n}"]), seen(colours[f"c{6 - n}"])
        distance = sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5
        assert distance > 0.05, (n, distance)


def oklab(linear):
    """Oklab (Ottosson 2020): equal distances look about equally different; 0.02 is just noticeable."""
    r, g, b = linear
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
