tocsin generate > before.txt
sed -i 's/^    rules:/   rules:/' generated/rules/eqiad/eventgate-main.yaml
tocsin coverage --only eventgate-main
