"""Figures as SVG, drawn by the server: no script, no colour that has to be told apart."""
