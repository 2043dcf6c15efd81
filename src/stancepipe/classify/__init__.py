"""From claims to stances: the only package that knows encoders and scikit-learn."""
