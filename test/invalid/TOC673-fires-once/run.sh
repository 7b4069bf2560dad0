tocsin generate > before.txt
sed -i '/- alert: EventgateMainTargetDown/,/- alert: EventgateMainTargetPartlyDown/{/PartlyDown/!d}' generated/rules/*/eventgate-main.yaml
sed -i 's/^  group_by:/  group_wait: 90s\n  group_by:/' generated/alertmanager/alertmanager.yml
tocsin coverage --only eventgate-main --holes --rules generated --rules alerts.yaml
