"""How it runs: settings, servers, command line, demonstration, health."""
