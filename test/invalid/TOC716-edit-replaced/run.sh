tocsin generate > before.txt
echo '# for: 1h' >> generated/rules/eqiad/eventgate-main.yaml
tocsin generate > after.txt
