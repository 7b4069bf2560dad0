tocsin generate > before.txt
sed -i '/eventbus/d' slo-specs/inventory.yaml
rm slo-specs/*/eventbus*
tocsin generate --check
