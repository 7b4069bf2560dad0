mkdir -p generated/rules/eqiad
echo 'groups: []' > generated/rules/eqiad/eventgate-main.yaml
tocsin generate
