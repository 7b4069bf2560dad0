tocsin generate > before.txt
sed -i '/alert: EventgateMainTargetDown/,/severity:/s/severity: page/severity: task/' generated/rules/eqiad/eventgate-main.yaml
tocsin coverage --only eventgate-main --holes
