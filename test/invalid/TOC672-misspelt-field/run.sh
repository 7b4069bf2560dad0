tocsin generate > before.txt
sed -i 's/ for: 30m/ fro: 30m/' generated/rules/eqiad/eventgate-main.yaml
tocsin coverage --only eventgate-main
