"""``python -m supra2d``."""

from .cli import main

if __name__ == "__main__":
    main()
