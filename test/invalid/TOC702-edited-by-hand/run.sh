tocsin generate > before.txt
sed -i 's/severity: page/severity: task/' generated/rules/eqiad/eventgate-main.yaml
tocsin generate --check
