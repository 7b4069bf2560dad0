tocsin validate --strict
