"""What tests need beside Python: a PostgreSQL, a browser, a web server, and rows put back after each test."""
