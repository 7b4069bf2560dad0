tocsin generate > before.txt
sed -i 's/99.9%/99.8%/' slo-specs/contracts/eventbus.yaml
tocsin generate --check --only eventbus-eventgate-main
