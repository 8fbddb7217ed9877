"""`python -m agentopia_env`: the command line."""

from agentopia_env.cli import main

if __name__ == "__main__":
    main()
