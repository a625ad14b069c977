"""`python -m remixbatch`."""

from remixbatch.cli.main import main

if __name__ == "__main__":
    main()
