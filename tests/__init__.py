"""The tests: what mirrors nn and pages runs without a browser, tests/browser drives a real one."""
