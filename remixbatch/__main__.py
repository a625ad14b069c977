"""`python -m remixbatch`."""

from remixbatch.cli import main

if __name__ == "__main__":
    main()
