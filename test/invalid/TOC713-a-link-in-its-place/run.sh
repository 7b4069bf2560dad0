tocsin generate > before.txt
rm generated/rules/eqiad/eventgate-main.yaml
ln -s ../../../before.txt generated/rules/eqiad/eventgate-main.yaml
tocsin generate
