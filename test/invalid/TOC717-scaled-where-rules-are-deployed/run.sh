tocsin generate --out rules
tocsin generate --time-scale 60 --out rules
