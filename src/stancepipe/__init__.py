"""Read what governments say and show, with evidence, how each state's posture toward Israel stands and changes."""

__version__ = "0.1.0"
