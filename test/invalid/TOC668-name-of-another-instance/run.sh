tocsin generate > before.txt
sed -i '/alert: EventgateMainTargetDown/,/annotations:/s/service: eventgate-main/service: eventgate-analytics/' generated/rules/eqiad/eventgate-main.yaml
tocsin coverage --only eventgate-main --holes
