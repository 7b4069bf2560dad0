tocsin generate > before.txt
rm generated/rules/eqiad/eventgate-main.yaml
tocsin generate --check
