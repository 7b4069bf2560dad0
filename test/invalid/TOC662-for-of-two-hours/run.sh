tocsin generate > before.txt
sed -i 's/for: 30m/for: 2h/' generated/rules/eqiad/eventgate-main.yaml
tocsin coverage --only eventgate-main --holes
