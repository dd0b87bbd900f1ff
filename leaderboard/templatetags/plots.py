"""Figures in templates."""

from __future__ import annotations

from django import template

from leaderboard.plots.svg import svg

register = template.Library()
register.filter("svg", svg)
