"""The API of the portfolios: view sets that call the services, and who may call them."""
